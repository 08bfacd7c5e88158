"""From meeting to story: the post about one event, in both languages."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from events.models import Event
from reports.models import Story
from reports.stories import drafting as stories
from reports.stories.forms import StoryForm
from reports.stories.services import finish_story, save_story
from shkej.lib.bilingual import LANGUAGES
from shkej.lib.refusals import tell


def story(request, event_id):
    """Draft, change and finish the post about an event that was held."""
    events = (
        Event.objects.visible_to(request.user, request.permission).held().select_related("centre")
    )
    event = get_object_or_404(events, pk=event_id)
    try:
        stories.refuse_sensitive(event)
    except ValidationError as refusal:
        context = {"event": event, "refusal": refusal.message}
        status = 409 if request.method == "POST" else 200
        return render(request, "reports/stories/story_refused.html", context, status=status)
    found = Story.objects.filter(event=event).first() or Story(
        event=event,
        written_by=request.user,
        **{f"text_{code}": text for code, text in stories.draft(event).items()},
    )
    if request.method != "POST":
        return _page(request, event, found, StoryForm(instance=found))
    if request.POST.get("act") == "again":
        for code, text in stories.draft(event).items():
            setattr(found, f"text_{code}", text)
        save_story(story=found, written_by=request.user)
        messages.success(request, _("The post was drafted again from the event."))
        return redirect("reports:story", event.pk)
    form = StoryForm(request.POST, instance=found)
    if not form.is_valid():
        status = 409 if form.has_conflict else 200
        return _page(request, event, found, form, status=status)
    saved = save_story(story=form.save(commit=False), written_by=request.user)
    if request.POST.get("act") == "finish":
        return _finish(request, event, saved)
    messages.success(request, _("The post was saved."))
    return redirect("reports:story", event.pk)


def _finish(request, event, saved):
    try:
        finish_story(story=saved)
    except ValidationError as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The post is ready."))
    return redirect("reports:story", event.pk)


def _page(request, event, found, form, status=200):
    texts = {code: form[f"text_{code}"].value() or "" for code in LANGUAGES}
    is_ready = found.pk and found.is_ready
    context = {
        "event": event,
        "story": found,
        "form": form,
        "previews": [
            (code, name, stories.filled(texts[code], event, code))
            for code, name in LANGUAGES.items()
        ],
        "places": ["title", "date", "place", "people", "groups", "organisations"],
        "names": stories.NAMES_SOMEBODY if stories.names_somebody(texts, event) else "",
        "typed": [
            words for code, text in texts.items() for words in stories.typed_figures(text, code)
        ],
        "has_moved": is_ready and found.ready_figures != stories.figures(event),
    }
    return render(request, "reports/stories/story.html", context, status=status)

"""Texts in which somebody should look: where they stand, what they may hold; that it is fine."""

from django.apps import apps
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.models import TextToReview
from shkej.lib.pages import page_of

PER_PAGE = 50


def texts_to_review(request):
    """Those that nobody has looked at yet: the event, the field, and what it may hold."""
    rows = TextToReview.objects.visible_to(request.user, request.permission).waiting()
    page = page_of(request, rows.select_related("event__centre"), PER_PAGE)
    for text in page:
        text.where = _name_of(text.place)
    return render(request, "reports/reviewing/texts.html", {"page_obj": page})


def text_reviewed(request, text_id):
    """Note who says that it may stay; another text at that place is asked about again.

    The form says which text its page was about: one that was written meanwhile waits on.
    """
    rows = TextToReview.objects.visible_to(request.user, request.permission).filter(pk=text_id)
    if not rows.exists():
        raise Http404
    asked = TextToReview.objects.filter(pk=text_id, looked_at=None)
    seen = asked.filter(digest=request.POST.get("digest", ""))
    if seen.update(looked_at=timezone.now(), looked_by=request.user, updated_at=timezone.now()):
        messages.success(request, _("Noted: this text may stay."))
    elif asked.exists():
        messages.warning(
            request, _("The text was changed meanwhile: read it again before you say so.")
        )
    return redirect("reports:texts_to_review")


def _name_of(place):
    """What the field is called on the screen."""
    app, model, _key, name = place.split(".")
    return apps.get_model(app, model)._meta.get_field(name).verbose_name

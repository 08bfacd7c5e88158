"""Import of attendance on the screen: choose a file, see what it would do, then let it."""

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.addresses import client_address
from background.lookups import started_or_404
from background.reasons import CannotBeDone
from background.services import start_task
from drafts.keeping import PARAMETER, kept_for
from events.importing import tasks, uploads
from events.importing.columns import COLUMNS, label
from events.importing.correcting.corrections import KEPT
from events.importing.correcting.sent import ASKED, TYPED, says_more, take
from events.importing.correcting.showing import corrected_here, more_problems
from events.importing.files.reading import is_long
from events.importing.forms import ImportForm
from events.importing.remembered.shapes import offer_for
from events.importing.results import Result, summary
from events.importing.shape.asking import QuestionsForm
from events.importing.undoing.naming import events_of
from events.importing.undoing.views import last_imports
from events.importing.undoing.words import imported_in_words
from events.importing.unsure.decisions import NotOffered
from events.importing.unsure.showing import asked_about
from events.inviting.asking import Notification
from events.models import Centre
from partners.models import Organisation
from shkej.lib.refusals import tell

SHOWN_PROBLEMS = 1000
SHOWN_UNLIKELY = 50
SHOWN_LEFT_OUT = 200
_NOT_CHECKED = gettext_lazy(
    "Nothing was imported yet: what you typed or chose was checked first. Look at it, then import."
)
TYPED_ABOUT_A_FILE = ("events:import_answer", "events:import_apply")


def import_file(request):
    """Take a file, check it and show what it would do; nothing is changed yet."""
    if answer := _check_again(request):
        return answer
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        content, options = form.content(), form.options()
        if is_long(content):
            token = uploads.keep(request.session, content, **options)
            return _start(request, tasks.check_file, token, options)
        try:
            result = _run(request, content, options, skip_bad_rows=True, dry_run=True)
        except ValidationError as refusal:
            form.add_error("file" if form.cleaned_data["file"] else "pasted", refusal)
        else:
            token = uploads.keep(request.session, content, **options)
            return _show_check(request, result, token)
    return render(
        request,
        "events/importing/import.html",
        {"form": form, "columns": _columns(), "imports": last_imports(request.user)},
    )


def _check_again(request):
    """The check of a file about which somebody was typing when their session ended; or None."""
    kept = kept_for(request) if request.method == "GET" else None
    if kept is None or kept.path not in map(reverse, TYPED_ABOUT_A_FILE):
        return None
    try:
        ticket = kept.values().get("ticket", [""])[0]
        token, content, options = uploads.take_up(request.session, ticket)
        if not is_long(content):
            result = _run(request, content, options, skip_bad_rows=True, dry_run=True)
            return _show_check(request, result, token)
    except ValidationError as refusal:
        tell(request, refusal)
        kept.delete()
        return redirect("events:import")
    return _start(request, tasks.check_file, token, options, kept=kept)


def answer(request):
    """Take what was answered about the list that is checked, and check it with that."""
    token = request.POST.get("upload", "")
    try:
        content, options = uploads.kept(request.session, token)
        take(request.POST, token, options)
        uploads.keep_on(request.session, token, **options)
        if is_long(content):
            return _start(request, tasks.check_file, token, options)
        result = _run(request, content, options, skip_bad_rows=True, dry_run=True)
    except NotOffered:
        return HttpResponseBadRequest()  # the page offers only who may be meant, and what fits
    except signing.BadSignature:
        return redirect("events:import")
    except ValidationError as refusal:
        tell(request, refusal)
        return redirect("events:import")
    if "offered" in request.POST and any(line["fault"] for line in result.settled):
        messages.error(request, _("Some lines cannot be the person whom you chose. See why there."))
    elif "correct" in request.POST and not result.questions:
        _tell_what_is_bad_still(request, result)
    elif "offered" in request.POST and result.waiting:
        messages.error(request, _("Say of each of these lines who it is."))
    return _show_check(request, result, token)


def _tell_what_is_bad_still(request, result):
    if count := len(result.rejected):
        text = ngettext(
            "%(count)d row is bad: what is wrong is shown at its cells.",
            "%(count)d rows are bad: what is wrong is shown at their cells.",
            count,
        )
        messages.error(request, text % {"count": count})
    else:
        messages.success(request, _("No row is bad any more."))


def apply(request):
    """Import the file that was checked: all of it, or its good rows by the reader's choice.

    What was typed or decided on the page since is checked first, and nothing imported.
    """
    token, skip = request.POST.get("upload", ""), request.POST.get("rows") == "good"
    telling = request.POST.get("telling", "")
    try:
        content, options = uploads.kept(request.session, token)
        if says_more(request.POST, token, options):
            messages.warning(request, _NOT_CHECKED)
            return answer(request)
        if is_long(content):
            return _start(request, tasks.import_file, token, options, skip, telling)
        how = {"skip_bad_rows": skip, "telling": telling}
        result = _run(request, content, options, tasks.run_or_check, **how)
    except NotOffered:
        return HttpResponseBadRequest()
    except signing.BadSignature:
        return redirect("events:import")
    except ValidationError as refusal:
        tell(request, refusal)
        return redirect("events:import")
    if result.is_refused:  # something changed since the check
        return _show_refused(request, result, token)
    uploads.discard(request.session)
    return _show_done(request, result)


def outcome(request, task_id):
    """Show what the worker found in a large file, or what it did."""
    started = started_or_404(request.user, task_id, tasks.check_file, tasks.import_file)
    found = tasks.outcome_of(started)
    if not isinstance(found, Result):
        gone = ValidationError(_("What came of it is kept for a day: choose the file again."))
        tell(request, found or gone)
        return redirect("events:import")
    token, options = started.result.args_kwargs["args"][:2]
    is_check = started.result.task_path == tasks.check_file.module_path
    if is_check or found.is_refused:
        uploads.keep_on(request.session, token, **options)
        return (_show_check if is_check else _show_refused)(request, found, token)
    uploads.discard(request.session, token)
    return _show_done(request, found)


def discard(request):
    """Forget the file that was checked."""
    uploads.discard(request.session)
    return redirect("events:import")


def _run(request, content, options, work=tasks.run, **how):
    given = {"content": content, "options": options, "log": request.log}
    try:
        return work(user=request.user, **given, **how)
    except CannotBeDone as refusal:  # the centre is no longer theirs
        raise Http404 from refusal


def _start(request, task, token, options, *more, kept=None):
    """Give a large file to the worker; its page says how far that is.

    `kept`: what was typed about the file, which the page of the outcome then shows again.
    """
    uploads.give(request.session)
    query = f"?{PARAMETER}={kept.pk}" if kept else ""
    started = start_task(
        task,
        token,
        options,
        client_address(request),
        *more,
        started_by=request.user,
        url=lambda key: reverse("events:import_outcome", args=[key]) + query,
    )
    if kept:
        kept.stand_on(reverse("events:import_outcome", args=[started.result_id]))
    return redirect("background:task", started.result_id)


def _show_done(request, result):
    """Say what was imported, with the way to the event where all of it is about one."""
    about = events_of([result.imported], reader=request.user).get(result.imported)
    is_of_one = about and len(about.events) == 1
    page = reverse("events:event_detail", args=[about.events[0].pk]) if is_of_one else ""
    messages.success(request, imported_in_words(result), extra_tags=f"saved:{page}")
    return redirect("events:import")


def _show_refused(request, result, token):
    if result.questions:
        messages.error(request, _("Nothing was imported: answer first what is asked here."))
    elif result.asks_people:
        messages.error(request, _("Nothing was imported: say first who everybody is."))
    elif result.asks_telling:
        messages.error(request, _("Nothing was imported: say whether to tell them."))
    else:
        messages.error(request, _("Nothing was imported, because some rows are bad now."))
    return _show_check(request, result, token)


def _show_questions(request, result, token):
    """Ask what the list leaves open; what stays open is asked again, and marked at its field."""
    options = uploads.options(request.session)
    centre = Centre.objects.get(code=options["centre"])
    names = [question["name"] for question in result.questions]
    offer = offer_for(centre, result.shape, names)
    again = options.get(ASKED, [])
    if (typed := options.get(TYPED)) is not None:
        again = names
    elif not set(again).isdisjoint(names):
        typed = options.get("answers", {})
    context = {
        "form": QuestionsForm(
            result.questions, centre=centre, offered=offer.answers, typed=typed, again=again
        ),
        "offer": offer,
        "token": token,
        "ticket": uploads.ticket(request.session),
        "asked": signing.dumps(names, salt=f"import.{token}"),
        **_left_out(result),
    }
    return render(request, "events/importing/import_questions.html", context)


def _left_out(result):
    return {
        "left_out": result.left_out[:SHOWN_LEFT_OUT],
        "hidden_left_out": max(len(result.left_out) - SHOWN_LEFT_OUT, 0),
    }


def _show_check(request, result, token):
    if result.questions:
        return _show_questions(request, result, token)
    more = more_problems(result)
    correcting = corrected_here(result, token, uploads.options(request.session).get(KEPT, ""))
    decided = correcting.decided if correcting else {}
    context = {
        "result": result,
        "token": token,
        "ticket": uploads.ticket(request.session),
        "notification": _notification(result),
        "asked": asked_about(result, token, request.user, decided),
        "summary": list(summary(result)),
        "problems": _in_words(result.rejected[:SHOWN_PROBLEMS]),
        "correcting": correcting,
        "more_problems": _in_words(more[:SHOWN_PROBLEMS]),
        "hidden_problems": max(len(more) - SHOWN_PROBLEMS, 0),
        **_left_out(result),
        "unlikely": result.unlikely[:SHOWN_UNLIKELY],
        "hidden_unlikely": max(len(result.unlikely) - SHOWN_UNLIKELY, 0),
    }
    return render(request, "events/importing/import_check.html", context)


def _in_words(problems):
    return [(problem.row, label(problem.column), problem.reason) for problem in problems]


def _notification(result):
    """Whom the import would tell, for the page that asks; None: nobody."""
    groups = {way: Organisation.objects.in_bulk(ids) for way, ids in result.would_tell.items()}
    return Notification(**groups) if any(groups.values()) else None


def _columns():
    """The columns of a file, for the help beside the form."""
    return [(key, words[0], str(name)) for key, (name, words) in COLUMNS.items()]

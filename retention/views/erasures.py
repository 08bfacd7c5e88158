"""Erasing one person: asked on one page, decided by somebody else on another; and holds."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.reading.limits import log_opened
from background.services import start_task
from participants.models import Participant
from retention.erasing import asking
from retention.forms.erasures import AskErasureForm, DecideErasureForm, HoldForm
from retention.models import Erasure, Hold
from retention.tasks import erase_person
from shkej.lib.pages import page_of
from shkej.lib.refusals import tell, tell_at

PER_PAGE = 50


def is_sent(request):
    """Whether something is done: the password is asked for that, not for looking."""
    return request.method == "POST"


def requests(request):
    """All requests to erase somebody, those that wait first."""
    rows = Erasure.objects.visible_to(request.user, request.permission).for_list()
    waiting = list(rows.waiting())
    page = page_of(request, rows.exclude(status=Erasure.Status.WAITING), PER_PAGE)
    context = {
        "waiting": waiting,
        "list_title": _("Erasures"),
        "listed": page.object_list,
        "page_obj": page,
    }
    return render(request, "retention/requests.html", context)


def person(request, participant_id):
    """What stands for and against keeping one person's record."""
    found = _person(request, participant_id)
    log_opened(request, found)
    context = {
        "participant": found,
        "erasures": found.erasures.select_related("asked_by", "decided_by"),
        "open": found.erasures.open().first(),
        "asked": found.access_requests.all()
        if request.user.has_perm("retention.answer_request")
        else (),
        "holds": found.holds.select_related("set_by", "ended_by"),
        "is_held": found.holds.standing().exists(),
    }
    return render(request, "retention/person.html", context)


@reauthentication_required(app="retention", enabled=is_sent)
def erasure_ask(request, participant_id):
    """Ask that a person be erased."""
    found = _person(request, participant_id)
    form = AskErasureForm(
        request.POST or None, instance=Erasure(participant=found, asked_by=request.user)
    )
    if request.method == "POST" and form.is_valid():
        try:
            asking.ask_erasure(erasure=form.instance, log=request.log)
        except ValidationError as refusal:
            tell_at(form, refusal)
        else:
            messages.success(request, _("A coordinator is asked to confirm it."))
            return redirect("retention:person", found.pk)
    context = {"form": form, "participant": found}
    return render(request, "retention/erasure_form.html", context)


@reauthentication_required(app="retention", enabled=is_sent)
def erasure(request, erasure_id):
    """Show a request; with a decision, confirm it or refuse it."""
    rows = Erasure.objects.visible_to(request.user, request.permission).for_list()
    row = get_object_or_404(rows, pk=erasure_id)
    files = asking.files_of(row.participant, request.user)
    form = DecideErasureForm(request.POST or None, files=files)
    if request.method == "POST" and form.is_valid():
        try:
            return _decide(request, row, form)
        except ValidationError as refusal:
            tell_at(form, refusal)
    if row.status == Erasure.Status.WAITING:
        log_opened(request, row.participant)
    context = {
        "erasure": row,
        "participant": row.participant,
        "form": form,
        "why_not": asking.why_not(row, request.user),
        "hold": row.participant.holds.standing().first(),
    }
    return render(request, "retention/erasure.html", context)


def _decide(request, row, form):
    if form.is_refusal:
        refusal = form.cleaned_data["refusal"]
        asking.refuse_erasure(
            erasure=row, refused_by=request.user, refusal=refusal, log=request.log
        )
        messages.success(request, _("The erasure was refused; the reason is shown here."))
        return redirect("retention:erasure", row.pk)
    files = [file.pk for file in form.cleaned_data.get("files", ())]
    asking.confirm_erasure(erasure=row, confirmed_by=request.user, files=files, log=request.log)
    started = start_task(
        erase_person,
        row.pk,
        started_by=request.user,
        url=reverse("retention:erasure", args=[row.pk]),
    )
    return redirect("background:task", started.result_id)


def erasure_take_back(request, erasure_id):
    """Ask no more for it: whoever asked, or a coordinator."""
    rows = Erasure.objects.visible_to(request.user, request.permission)
    if not request.user.has_perm(asking.DECIDE):
        rows = rows.filter(asked_by=request.user)
    row = get_object_or_404(rows, pk=erasure_id)
    try:
        asking.take_back_erasure(erasure=row, taken_back_by=request.user, log=request.log)
        messages.success(request, _("The request was taken back."))
    except ValidationError as refusal:
        tell(request, refusal)
    return redirect("retention:person", row.participant_id)


def hold_set(request, participant_id):
    """Say that the law keeps a record, and why."""
    found = _person(request, participant_id)
    form = HoldForm(request.POST or None, instance=Hold(participant=found, set_by=request.user))
    if request.method == "POST" and form.is_valid():
        try:
            asking.set_hold(hold=form.instance, log=request.log)
        except ValidationError as refusal:
            tell_at(form, refusal)
        else:
            messages.success(request, _("The hold was set: the record is not erased meanwhile."))
            return redirect("retention:person", found.pk)
    return render(request, "retention/hold_form.html", {"form": form, "participant": found})


def hold_end(request, hold_id):
    """End a hold."""
    rows = Hold.objects.visible_to(request.user, request.permission)
    hold = get_object_or_404(rows, pk=hold_id)
    asking.end_hold(hold=hold, ended_by=request.user, log=request.log)
    messages.success(request, _("The hold was ended."))
    return redirect("retention:person", hold.participant_id)


def _person(request, key):
    people = Participant.objects.visible_to(request.user, request.permission)
    return get_object_or_404(people.filter(merged_into=None), pk=key)

"""Answers about consent: recording, withdrawing, the paper, renewals, and who received data."""

from urllib.parse import urlencode

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from accounts.models.access_log import Action
from accounts.querysets import reaches
from drafts.form_marks import FormMark, new_key
from drafts.keeping import filled_address, keep
from participants.consents.filters import RenewalFilterForm
from participants.consents.forms import ConsentForm, WithdrawForm
from participants.consents.received import received
from participants.consents.renewals import renewals_for
from participants.consents.services import record_answer, withdraw
from participants.lib.log_lines import without_registers_kept_back
from participants.models import Consent, Participant
from shkej.lib.pages import ListPageMixin, page_of
from shkej.lib.refusals import tell, tell_at
from shkej.lib.uploads.reading import CONTENT_TYPES

DECIDE, READERS = "participants.decide_consent", "participants.view_readers"
TEXTS = "participants.view_consent_text"
PER_PAGE = 50


def _person(request, participant_id):
    people = Participant.objects.visible_to(request.user, request.permission).current()
    return get_object_or_404(people.for_detail(), pk=participant_id)


def consent_create(request, participant_id):
    """Record an answer; earlier answers stay as they are."""
    person = _person(request, participant_id)
    if request.method == "POST" and "record_guardian" in request.POST:
        return _to_guardian(request, person)
    adults = Participant.objects.visible_to(request.user, request.permission).current()
    form = ConsentForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        participant=person,
        adults=adults.order_by().values("pk"),
        may_decide=reaches(request.user, DECIDE, person),
    )
    if request.method == "POST" and form.is_valid():
        try:
            record_answer(form.instance, form.cleaned_data.get("upload"))
        except ValidationError as refusal:
            tell_at(form, refusal)
        else:
            messages.success(request, _("The answer was recorded."))
            return redirect("participants:participant_detail", person.pk)
    context = {"form": form, "participant": person}
    context["prints_form"] = person.centre_id and request.user.holds_in(TEXTS, person.centre_id)
    return render(request, "participants/consents/consent_form.html", context)


def _to_guardian(request, person):
    """Go and record a parent or guardian; what was typed is there again afterwards."""
    address = reverse("participants:guardian_create", args=[person.pk])
    kept = keep(request, request.form_mark or FormMark.of(request.user), key=new_key())
    back = filled_address(kept) if kept else request.path
    return redirect(f"{address}?{urlencode({'next': back})}")


def consent_withdraw(request, participant_id, consent_id):
    """Ask who takes it back and show who received data; then it no longer counts, at once."""
    person = _person(request, participant_id)
    consent = get_object_or_404(person.consents.select_related("shared_with"), pk=consent_id)
    form = WithdrawForm(
        request.POST or None,
        initial={"given_by": consent.given_by},
        may_decide=reaches(request.user, DECIDE, person),
    )
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(consent=consent, withdrawn_by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            tell(request, refusal)
            return redirect("participants:participant_detail", person.pk)
        messages.success(request, _("The consent was withdrawn. It no longer counts, anywhere."))
        return redirect("participants:consent_received", person.pk)
    context = {"form": form, "participant": person, "consent": consent}
    context |= _received(request, person)
    return render(request, "participants/consents/consent_withdraw.html", context)


def consent_received(request, participant_id):
    """Who received data of this person: to be told when a consent is withdrawn."""
    person = _person(request, participant_id)
    context = {"participant": person, "list_title": _("Who received data of this person")}
    context |= _received(request, person)
    return render(request, "participants/consents/consent_received.html", context)


def _received(request, person):
    page = page_of(request, received(person), PER_PAGE)
    page.object_list = without_registers_kept_back(request, page.object_list)
    sees_who = request.user.has_perm(READERS) and reaches(request.user, READERS, person)
    return {"listed": page, "page_obj": page, "sees_who": sees_who}


@csp({"default-src": [NONE], "sandbox": True})
def consent_file(request, participant_id, consent_id):
    """Send the signed form to be kept on the reader's device: it never opens as a page of ours."""
    person = _person(request, participant_id)
    consent = get_object_or_404(person.consents.exclude(evidence=""), pk=consent_id)
    try:
        content = consent.evidence.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    request.log(Action.VIEW_FILE, person, kind="consent_form")
    ending = consent.evidence_name.rpartition(".")[2]
    response = FileResponse(
        content,
        as_attachment=True,
        filename=consent.evidence_name,
        content_type=CONTENT_TYPES.get(ending, "application/octet-stream"),
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


class RenewalListView(ListPageMixin, ListView):
    """Consents that have expired, expire within 30 days, or were outgrown."""

    model = Consent
    title = gettext_lazy("Consents to ask for anew")
    template_name = "participants/consents/consent_renewals.html"
    filter_class = RenewalFilterForm

    def get_queryset(self):
        """Those of the reader's people, by centre."""
        self.filter_form = self.filter_class(self.request.GET, user=self.request.user)
        return self.filter_form.filter(renewals_for(self.request.user, self.request.permission))

"""Proposed events: the partner's list and form, and the pages of who answers them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from events.lib.sharing import organisations_of
from events.lib.twins.asking import LooksLoggedAlready
from events.models import ChangeRequest, EventProposal
from events.partner.proposals.forms import AcceptForm, DeclineForm, ProposalForm
from events.partner.proposals.services import accept, decline, propose, withdraw
from shkej.lib.pages import ListPageMixin
from shkej.lib.refusals import tell

PROPOSE = "events.propose_event"


class ProposalListView(ListPageMixin, ListView):
    """What the reader's organisations proposed, and what became of it."""

    model = EventProposal
    template_name = "events/partner/proposals/proposals.html"
    title = gettext_lazy("Our proposals")

    def get_queryset(self):
        """The newest first."""
        return super().get_queryset().for_list().with_access(self.request.user)

    def get_context_data(self, **kwargs):
        """With whether there is an organisation to propose for, and whether it must be named."""
        keys = {grant.organisation_id for grant in self.request.user.grants_for(PROPOSE)}
        can_propose = organisations_of(self.request.user).exists()
        return super().get_context_data(
            can_propose=can_propose, has_several=len(keys) > 1, **kwargs
        )


def proposal_create(request):
    """Propose an event for the shared calendar."""
    organisations = organisations_of(request.user)
    if not organisations:
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = ProposalForm(data, organisations=organisations)
    if form.is_valid():
        try:
            propose(proposal=form.save(commit=False), by=request.user)
        except ValidationError as refusal:
            form.add_error("date" if refusal.code == "is_past" else None, refusal)
        else:
            messages.success(request, _("The event was proposed. A coordinator will answer."))
            return redirect("events:proposals")
    return render(request, "events/partner/proposals/proposal_form.html", {"form": form})


def proposal_withdraw(request, proposal_id):
    """Take a proposal back that nobody has answered yet."""
    proposal = get_object_or_404(EventProposal.objects.visible_to(request.user), pk=proposal_id)
    try:
        withdraw(proposal=proposal, by=request.user)
    except ValidationError as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The proposal was withdrawn."))
    return redirect("events:proposals")


class ProposalsToDecideView(ListPageMixin, ListView):
    """The proposals that wait, and below them those that the reader answered."""

    model = EventProposal
    template_name = "events/partner/proposals/proposals_to_decide.html"
    title = gettext_lazy("Proposed events")

    def get_queryset(self):
        """What the reader answered, the last one first."""
        answered = super().get_queryset().exclude(status="proposed").for_list()
        return answered.order_by("-decided_at", "-pk")

    def get_context_data(self, **kwargs):
        """With all that wait: there are few, an organisation has 20 at most."""
        reader = self.request.user, self.request.permission
        return super().get_context_data(**kwargs) | {
            "listed": EventProposal.objects.visible_to(*reader).waiting().for_list(),
            "changes": ChangeRequest.objects.visible_to(*reader).waiting().for_list(),
        }


def proposal(request, proposal_id):
    """One proposal, with the two answers to it."""
    rows = EventProposal.objects.visible_to(request.user, request.permission)
    rows = rows.for_list().select_related("proposed_by").with_access(request.user)
    found = rows.filter(pk=proposal_id).first()
    if found is None:
        if request.method != "POST":
            raise Http404
        # Answered by a colleague or withdrawn while the page was open, or never there: one answer.
        messages.error(request, _("This proposal does not wait for an answer any more."))
        return redirect("events:proposals_to_decide")
    decision = request.POST.get("decision")
    if request.method == "POST" and decision not in ANSWERS:
        return HttpResponseBadRequest()  # the page offers only valid values
    forms = {
        "accept": AcceptForm(request.POST if decision == "accept" else None, user=request.user),
        "decline": DeclineForm(request.POST if decision == "decline" else None),
    }
    form, twins = forms.get(decision), []
    if form and form.is_valid():
        try:
            ANSWERS[decision](proposal=found, by=request.user, **form.cleaned_data)
        except LooksLoggedAlready as refusal:
            twins = refusal.events
        except ValidationError as refusal:
            if refusal.code == "settled":
                tell(request, refusal)
                return redirect("events:proposals_to_decide")
            form.add_error(None, refusal)
        else:
            messages.success(request, _said(decision))
            return redirect("events:proposal", found.pk)
    context = {"proposal": found, "form": form, "accepting": forms["accept"], "twins": twins}
    return render(
        request, "events/partner/proposals/proposal.html", context | {"declining": forms["decline"]}
    )


ANSWERS = {"accept": accept, "decline": decline}


def _said(decision):
    if decision == "accept":
        return _("The event is now in the shared calendar.")
    return _("The proposal was declined. The organisation reads your reason.")

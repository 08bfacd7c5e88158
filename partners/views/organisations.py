"""Organisations: the list, one of them, and its form."""

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, DetailView, ListView, UpdateView

from accounts.models import AccountInvitation, Role, User
from accounts.querysets import reaches
from partners.contacts.services import ask_for_contact
from partners.forms import OrganisationFilterForm, OrganisationForm
from partners.models import Organisation, Programme, Project
from partners.views.shared import SHOWN, newest_events
from shkej.lib.pages import FormPageMixin, ListPageMixin, ScopedMixin, UpdatePageMixin
from shkej.lib.queries.ordering import Shown

CHANGE = "partners.change_organisation"
CORRECT = "partners.correct_organisation"
INVITE = "partners.invite_user"
FIGURES = "reports.view_own_figures"


class OrganisationListView(ListPageMixin, ListView):
    """Organisations in the order of the Albanian alphabet."""

    model = Organisation
    title = gettext_lazy("Organisations")
    filter_class = OrganisationFilterForm

    def get_queryset(self):
        """With their municipality."""
        return super().get_queryset().select_related("municipality")


class OrganisationDetailView(ScopedMixin, DetailView):
    """One organisation, what it takes part in, and (for those who keep it) whom to call."""

    model = Organisation
    pk_url_kwarg = "organisation_id"

    def get_queryset(self):
        """With the municipality."""
        return super().get_queryset().select_related("municipality")

    def get_context_data(self, **kwargs):
        """Its projects, programmes and newest events, as far as the reader sees them."""
        user, organisation = self.request.user, self.object
        projects = Project.objects.visible_to(user).order_by().values("pk")
        parts = organisation.project_parts.filter(project__in=projects).select_related("project")
        programmes = Programme.objects.visible_to(user)
        return super().get_context_data(
            can_change=reaches(user, CHANGE, organisation),
            can_see_figures=reaches(user, FIGURES, organisation),
            parts=parts.order_by(Shown("project__sort_code"), "part")[:SHOWN],
            led=programmes.filter(lead_organisation=organisation)[:SHOWN],
            funded=programmes.filter(funders=organisation)[:SHOWN],
            accounts=_accounts(organisation) if reaches(user, INVITE, organisation) else None,
            new_contact=organisation.new_contacts.waiting().select_related("asked_by").first(),
            **newest_events(organisation.events, user),
            **kwargs,
        )


def _accounts(organisation):
    """The organisation's users, each with `invited_until` where a link is open."""
    links = AccountInvitation.objects.open().filter(user=OuterRef("pk")).values("expires_at")
    users = User.objects.filter(grants__role=Role.PARTNER, grants__organisation=organisation)
    return users.annotate(invited_until=Subquery(links[:1])).distinct()


class OrganisationCreateView(FormPageMixin, CreateView):
    """Add an organisation."""

    model = Organisation
    form_class = OrganisationForm

    def get_success_url(self):
        """The organisation's page, with a word that it was saved."""
        messages.success(self.request, _("The organisation was saved."))
        return reverse("partners:organisation_detail", args=[self.object.pk])


class OrganisationUpdateView(UpdatePageMixin, UpdateView):
    """Change an organisation."""

    model = Organisation
    form_class = OrganisationForm
    pk_url_kwarg = "organisation_id"

    def get_form_kwargs(self):
        """Whether the user may change what was counted."""
        may_correct = reaches(self.request.user, CORRECT, self.object)
        return super().get_form_kwargs() | {"may_correct": may_correct}

    def form_valid(self, form):
        """Save; of another address for its mail the organisation is asked first."""
        if form.asks_for_contact:
            raise_if_reauthentication_required(self.request, app="partners")
        response = super().form_valid(form)
        if form.asks_for_contact:
            ask_for_contact(
                organisation=self.object,
                email=form.cleaned_data["contact_email"],
                asked_by=self.request.user,
                log=self.request.log,
            )
        return response

    get_success_url = OrganisationCreateView.get_success_url

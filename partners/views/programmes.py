"""Programmes: the list, one of them, and its form."""

from django.contrib import messages
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, DetailView, ListView, UpdateView

from accounts.querysets import reaches
from partners.forms import ProgrammeFilterForm, ProgrammeForm
from partners.missing_texts import missing_texts
from partners.models import Programme, Project
from partners.views.shared import sees_all_organisations
from shkej.lib.pages import FormPageMixin, ListPageMixin, ScopedMixin, UpdatePageMixin

CHANGE = "partners.change_programme"


class ProgrammeListView(ListPageMixin, ListView):
    """Programmes in the order of their titles."""

    model = Programme
    title = gettext_lazy("Programmes")
    filter_class = ProgrammeFilterForm

    def get_queryset(self):
        """With who leads each, and how many of its projects the reader sees."""
        found = super().get_queryset().order_by().values("pk")
        projects = Project.objects.visible_to(self.request.user).order_by().values("pk")
        return (
            Programme.objects.filter(pk__in=found)
            .select_related("lead_organisation")
            .annotate(project_count=Count("projects", filter=Q(projects__in=projects)))
        )


class ProgrammeDetailView(ScopedMixin, DetailView):
    """One programme and its projects."""

    model = Programme
    pk_url_kwarg = "programme_id"

    def get_queryset(self):
        """With who leads and supports it."""
        return super().get_queryset().select_related("lead_organisation")

    def get_context_data(self, **kwargs):
        """Its projects, as far as the reader sees them."""
        user, programme = self.request.user, self.object
        return super().get_context_data(
            projects=Project.objects.visible_to(user).filter(programme=programme),
            funders=programme.funders.all(),
            missing=missing_texts(programme, ["title"]),
            can_change=reaches(user, CHANGE, programme),
            links_organisations=sees_all_organisations(user),
            **kwargs,
        )


class ProgrammeCreateView(FormPageMixin, CreateView):
    """Add a programme."""

    model = Programme
    form_class = ProgrammeForm

    def get_success_url(self):
        """The programme's page, with a word that it was saved."""
        messages.success(self.request, _("The programme was saved."))
        return reverse("partners:programme_detail", args=[self.object.pk])


class ProgrammeUpdateView(UpdatePageMixin, UpdateView):
    """Change a programme."""

    model = Programme
    form_class = ProgrammeForm
    pk_url_kwarg = "programme_id"
    get_success_url = ProgrammeCreateView.get_success_url

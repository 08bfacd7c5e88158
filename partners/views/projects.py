"""Projects: the list, one of them, and its form with the organisations' parts."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, ListView

from accounts.querysets import reaches
from partners.age_bands import band_labels
from partners.forms import ProjectFilterForm, ProjectForm, part_rows
from partners.missing_texts import missing_texts
from partners.models import Organisation, Project, ProjectOrganisation
from partners.services import set_parts
from partners.views.shared import SHOWN, newest_events, sees_all_organisations
from shkej.lib.forms.editing import row_differences
from shkej.lib.pages import ListPageMixin, ScopedMixin, saved_whole

CHANGE = "partners.change_project"
TEXTS = ["title", "credit_line"]


class ProjectListView(ListPageMixin, ListView):
    """Projects by their codes."""

    model = Project
    title = gettext_lazy("Projects")
    filter_class = ProjectFilterForm

    def get_queryset(self):
        """With their programme."""
        return super().get_queryset().select_related("programme")


class ProjectDetailView(ScopedMixin, DetailView):
    """One project: who does what, its events, and what still lacks a translation."""

    model = Project
    pk_url_kwarg = "project_id"

    def get_queryset(self):
        """With its programme."""
        return super().get_queryset().select_related("programme")

    def get_context_data(self, **kwargs):
        """Parts and events, as far as the reader sees them."""
        user, project = self.request.user, self.object
        context = super().get_context_data(
            parts=project.parts.select_related("organisation"),
            bands=band_labels(project.age_band_starts),
            links_organisations=sees_all_organisations(user),
            **newest_events(project.events, user),
            **kwargs,
        )
        context["can_change"] = reaches(user, CHANGE, project)
        if context["can_change"]:
            context["missing"] = missing_texts(project, TEXTS)
            context |= self._untranslated(user)
        return context

    def _untranslated(self, user):
        events = self.object.events
        if not user.has_perm("events.change_event"):
            return {}
        changeable = events.model.objects.visible_to(user, "events.change_event").untranslated()
        rows = changeable.filter(pk__in=events.order_by().values("pk"))
        return {"untranslated": rows.order_by("-starts_at")[:SHOWN]}


def project_create(request):
    """Add a project."""
    return _edit(request, Project())


@saved_whole
def project_update(request, project_id):
    """Change a project; locked from the check until it is saved."""
    visible = Project.objects.visible_to(request.user, request.permission).order_by().values("pk")
    projects = Project.objects.filter(pk__in=visible)
    if request.method == "POST":
        projects = projects.select_for_update(of=("self",))
    return _edit(request, get_object_or_404(projects, pk=project_id))


def _edit(request, project):
    data = request.POST if request.method == "POST" else None
    form = ProjectForm(data, instance=project)
    offered = Organisation.objects.active()
    usual = ProjectOrganisation.Part.PARTNER
    parts = part_rows(data, owner=project, offered=offered, usual=usual)
    if data is not None and all([form.is_valid(), parts.is_valid()]):
        with transaction.atomic():
            project = form.save()
            set_parts(owner=project, pairs=parts.pairs())
        messages.success(request, _("The project was saved."))
        return redirect("partners:project_detail", project.pk)
    if form.has_conflict:
        now = part_rows(None, owner=project, offered=offered, usual=usual)
        form.stored.extend(row_differences(_("Organisations"), parts, now))
    context = {"form": form, "parts": parts, "project_id": project.pk}
    status = 409 if form.has_conflict else 200
    return render(request, "partners/project_form.html", context, status=status)

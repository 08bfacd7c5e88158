"""The projects, topics and volunteers that the forms of events and series offer."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from partners.models import Project
from shkej.lib.texts import marked_up

SEVERAL = ["topics", "projects", "volunteers"]


def offer_related(form, user, centres):
    """Offer the projects that `user` sees and the volunteers of `centres`."""
    offered = Q(pk__in=Project.objects.visible_to(user).values("pk"))
    if form.instance.pk:  # what was chosen by somebody with a wider view stays
        offered |= Q(pk__in=form.instance.projects.values("pk"))
    form.fields["projects"].queryset = Project.objects.filter(offered)
    form.fields["volunteers"].queryset = (
        User.objects.active()
        .filter(grants__role="volunteer", grants__centre__in=centres)
        .distinct()
    )
    form.fields["volunteers"].label_from_instance = marked_up


def check_volunteers(form, centre):
    """Volunteers reach only events of their own centre."""
    volunteers = form.cleaned_data.get("volunteers")
    if not volunteers or not centre:
        return
    here = volunteers.filter(grants__role="volunteer", grants__centre=centre).distinct()
    if here.count() < volunteers.count():
        form.add_error("volunteers", _("Choose volunteers of the centre of this event."))

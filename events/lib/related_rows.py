"""The projects, topics and assigned people that the forms of events and series offer."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Grant, Role, User
from events.models import Event
from events.models.access import READ
from partners.models import Project
from shkej.lib.texts import marked_up

SEVERAL = ["topics", "projects", "volunteers"]
# Who may be assigned to an event. Staff and coordinators need it for a sensitive one alone.
ASSIGNED = [Role.VOLUNTEER, Role.STAFF, Role.COORDINATOR]
# What decides who sees the names of a sensitive event.
GUARDED = ["centre", "is_sensitive", "volunteers"]


def offer_related(form, user, centres):
    """Offer the projects that `user` sees, and who can be assigned in `centres`."""
    offered = Q(pk__in=Project.objects.visible_to(user).values("pk"))
    if form.instance.pk:  # what was chosen by somebody with a wider view stays
        offered |= Q(pk__in=form.instance.projects.values("pk"))
    form.fields["projects"].queryset = Project.objects.filter(offered)
    assigned = form.fields["volunteers"]
    assigned.queryset = _assignable(centres).distinct()
    assigned.label_from_instance = marked_up
    if form.instance.pk and _keeps_names_back(form.instance, user):
        for name in GUARDED:
            if name in form.fields:
                form.fields[name].disabled = True
        assigned.queryset = User.objects.filter(pk__in=form.instance.volunteers.values("pk"))


def _assignable(centres):
    grants = Grant.objects.filter(Q(centre__in=centres) | Q(centre=None), role__in=ASSIGNED)
    return User.objects.active().filter(pk__in=grants.values("user"))


def _keeps_names_back(row, user):
    """Whether an event or a series has names that `user` does not see: they let nobody see them."""
    rows = [row] if isinstance(row, Event) else [row, *row.events.filter(is_sensitive=True)]
    secret = [each for each in rows if each.is_sensitive]
    for model in {type(each) for each in secret}:
        keys = {each.pk for each in secret if type(each) is model}
        seen = model.objects.visible_to(user, READ).filter(pk__in=keys)
        if seen.count() < len(keys):
            return True
    return False


def check_volunteers(form, centre):
    """Whoever is assigned works in the centre of the event."""
    assigned = form.cleaned_data.get("volunteers")
    if not assigned or not centre or form.fields["volunteers"].disabled:
        return
    if assigned.exclude(pk__in=_assignable([centre]).values("pk")).exists():
        form.add_error("volunteers", _("Choose people who work in the centre of this event."))

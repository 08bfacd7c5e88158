"""Which places on a register, and which people counted without a name, count for what."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Sum
from django.db.models.functions import Coalesce

from events.models.one_act import one_act
from events.models.scope import is_by_centre, scope_of_centres
from participants.models import Consent, Guardianship
from participants.models.categories import counted_category
from shkej.lib.dates import today

# As what people come for their work. Families whom an organisation brought are not its to see.
REPRESENTING = ("institution", "police", "service_provider", "teacher")


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, user, permission="participants.view_participant"):
        """Registrations for the events that `user` reaches by `permission`."""
        if is_by_centre(user, permission):
            return self.filter(scope_of_centres(user, permission, "event__"))
        events = self.model._meta.get_field("event").related_model.objects
        return self.filter(event__in=events.visible_to(user, permission))

    def standing(self):
        """Registrations that were not cancelled: those with a place, and those that wait."""
        return self.exclude(status="cancelled")

    def active(self):
        """Places on the register: who was taken off or only waits is not expected."""
        return self.exclude(status__in=["cancelled", "waitlisted"])

    def waiting(self):
        """Those on the waiting list, in the order in which they get a place."""
        return self.filter(status="waitlisted").order_by("waitlisted_at", "pk")

    def taking_places(self):
        """Those who take one of the event's places.

        Who is excused or absent takes none, and neither do the staff and whoever else is not
        counted: the capacity is a number of participants.
        """
        return (
            self.active()
            .exclude(attendance__in=["excused", "absent"])
            .filter(counted_category("event__starts_on"))
        )

    def representing(self):
        """Those who come for their work, on behalf of an organisation."""
        return self.filter(category__code__in=REPRESENTING)

    def attended(self):
        """Those who came: present or late."""
        return self.filter(attendance__in=["present", "late"])

    def counted(self):
        """Attendances that count in reports (docs/counting.md)."""
        rows = self.active().attended().filter(event__status="held")
        return rows.filter(counted_category("event__starts_on"))

    def for_register(self, *, with_marker=True, on=None):
        """With what a register's row shows, in a bounded number of queries.

        `with_marker`: whoever made the mark, too; of little use to who is about to make another.

        `has_question`: whether another mark was asked for meanwhile and nobody decided yet.
        `is_guardian`: somebody's parent or guardian. `agrees_to_photos`: whether their last answer
        about photographs was yes, and still holds on the day `on`, today where that is None.
        """
        acts = self.model.acts.rel.related_model.objects.open_conflicts()
        acts = acts.filter(registration=OuterRef("pk"))
        photos = Consent.objects.filter(purpose=Consent.Purpose.PHOTO).newest().valid(on or today())
        marker = ["marked_by"] if with_marker else []
        return self.select_related("participant", "category", "organisation", *marker).annotate(
            has_question=Exists(acts),
            is_guardian=Exists(Guardianship.objects.filter(adult=OuterRef("participant"))),
            agrees_to_photos=Exists(photos.filter(participant=OuterRef("participant"))),
        )

    def as_one_act(self, kind, *, by, reason=""):
        """What is changed on registers inside is one act of `by` (`one_act.py`).

        For the apps below this one, which know no acts but have registrations to change.
        """
        return one_act(kind, by=by, reason=reason)

    def in_line_order(self):
        """As on the attendance list on paper: numbered lines first, then who has none yet."""
        return self.order_by(F("line").asc(nulls_last=True), "participant__sort_name", "pk")

    def totals(self):
        """How many are on the register and how they are marked: {attendance: people}."""
        rows = self.order_by().values("attendance").annotate(people=Count("pk"))
        return {row["attendance"]: row["people"] for row in rows}


class HeadcountQuerySet(models.QuerySet):
    def counted(self):
        """Headcounts that count in reports."""
        return self.filter(counted_category("event__starts_on"), event__status="held")

    def of_participants(self):
        """Headcounts that take places: their category counts on the event's day."""
        return self.filter(counted_category("event__starts_on"))

    def total(self):
        """How many people were counted without a name."""
        return self.aggregate(total=Coalesce(Sum(F("count")), 0))["total"]

"""Which centres, events and registers a user sees, and which rows count."""

from datetime import time, timedelta

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Role
from accounts.querysets import NOTHING, centre_scope
from partners.querysets import partner_scope
from shkej.lib.albanian import terms
from shkej.lib.dates import local_moment, today

VOLUNTEER_BEFORE = timedelta(hours=24)
VOLUNTEER_AFTER = timedelta(hours=48)
WITH_ALL = ("all_partners", "public")  # visible to every partner


class CentreQuerySet(models.QuerySet):
    def visible_to(self, user, permission="events.view_event"):
        """The centres in which `user` holds `permission`; none for partners."""
        return self.filter(centre_scope(user, permission, "pk"))


def shared_with(organisation):
    """The events shared with an organisation (its id): with all partners, or with it by name."""
    return Q(visibility__in=WITH_ALL) | Q(visibility="partners", organisations=organisation)


def _grant_scope(grant, user):
    """The events that one grant opens (SECURITY, section 1)."""
    if grant.role == Role.PARTNER:
        return shared_with(grant.organisation_id)
    if grant.role == Role.VOLUNTEER:
        now = timezone.now()
        return Q(
            centre=grant.centre_id,
            volunteers=user,
            starts_at__lte=now + VOLUNTEER_BEFORE,
        ) & (
            Q(ends_at__gte=now - VOLUNTEER_AFTER)
            | Q(ends_at=None, starts_at__gte=now - VOLUNTEER_AFTER)
        )
    return Q(centre=grant.centre_id) if grant.centre_id else Q()


def is_coming(event=""):
    """The last day of the event is today or later (`Event.last_day`); `event`: the way to it."""
    midnight = local_moment(today(), time())
    starts = Q(**{f"{event}starts_on__gte": today()})
    return starts | Q(**{f"{event}ends_at__gt": midnight})


def _empty(field):
    return Q(**{field: None}) | Q(**{field: ""})


def _per_event(rows, figure):
    """A figure over the `rows` of each event, 0 where there are none."""
    mine = rows.order_by().filter(event=OuterRef("pk")).values("event").annotate(figure=figure)
    return Coalesce(Subquery(mine.values("figure")), 0)


def event_scope(user, permission):
    """What `user` may reach by `permission`, as a condition on events."""
    scope = NOTHING
    for grant in user.grants_for(permission):
        opened = _grant_scope(grant, user)
        if not opened:
            return opened
        scope |= opened
    return scope


class EventQuerySet(models.QuerySet):
    def visible_to(self, user, permission="events.view_event"):
        """Events of the centres `user` works for; for partners those shared with them.

        Volunteers reach the events they are assigned to, from 24 hours before to 48 hours after.
        """
        scope = event_scope(user, permission)
        return self.filter(pk__in=self.model.objects.filter(scope).values("pk")) if scope else self

    def shared_with(self, organisation):
        """Events that an organisation sees: shared with all partners, or with it by name."""
        return self.filter(pk__in=self.model.objects.filter(shared_with(organisation)).values("pk"))

    def held(self):
        """Events that took place: only these count."""
        return self.filter(status="held")

    def between(self, start, end):
        """Events that start on a local day from `start` to `end`, both inclusive."""
        return self.filter(starts_on__range=(start, end))

    def _taken(self):
        """A condition: somebody was marked or counted at the event."""
        registrations = self.model.registrations.rel.related_model.objects
        headcounts = self.model.headcounts.rel.related_model.objects
        marked = registrations.exclude(attendance="unmarked").filter(event=OuterRef("pk"))
        return Exists(marked) | Exists(headcounts.filter(event=OuterRef("pk")))

    def register_not_taken(self):
        """Past events that were not called off and on whose register nothing stands yet.

        Of an event that a partner proposed the centre keeps none, unless people stand on it.
        """
        registrations = self.model.registrations.rel.related_model.objects
        standing = registrations.standing().filter(event=OuterRef("pk"))
        return self.filter(
            ~self._taken(),
            Q(proposal=None) | Exists(standing),
            status__in=["planned", "held"],
            starts_on__lt=timezone.localdate(),
            register_closed_at=None,
        )

    def register_not_closed(self):
        """Past events whose register was taken but is still open."""
        return self.filter(
            self._taken(),
            status="held",
            starts_on__lt=timezone.localdate(),
            register_closed_at=None,
        )

    def coming(self):
        """Events whose last day is today or later, also those that were called off."""
        return self.filter(is_coming())

    def untouched(self):
        """Events still ahead of which nobody recorded anything: these a series may change."""
        return self.filter(~self._taken(), status="planned", starts_at__gt=timezone.now())

    def not_over(self):
        """Events that take place and have not ended."""
        now, today = timezone.now(), timezone.localdate()
        ahead = Q(ends_at__gt=now) | Q(ends_at=None, starts_on__gte=today)
        return self.filter(ahead, status__in=["planned", "held"], register_closed_at=None)

    def without_venue(self):
        """Events at the centre itself."""
        return self.filter(_empty("venue_sq"), _empty("venue_en"))

    def untranslated(self):
        """Events whose title lacks one of the two languages."""
        return self.filter(_empty("title_sq") | _empty("title_en"))

    def search(self, query):
        """Events whose title has each word of `query`, without regard to diacritics."""
        found = self
        for term in terms(query):
            found = found.filter(search_title__contains=term)
        return found

    def for_list(self):
        """With what a list shows of each, in a bounded number of queries."""
        return self.select_related("centre").prefetch_related("projects")

    def with_reach(self, user, **permissions):
        """With one flag per name: whether `user` reaches the event by that permission.

        `shows_details` is always among them; where it is false, the reader sees day, title and
        type, and of a sensitive event not even the title.
        """
        permissions["shows_details"] = "events.view_event_details"
        # The scope stands beside the key: within `visible_to`, whose condition is a search of its
        # own, PostgreSQL searched all events once for each of them.
        same = self.model.objects.filter(pk=OuterRef("pk"))
        return self.annotate(
            **{
                name: Exists(same.filter(event_scope(user, permission)))
                for name, permission in permissions.items()
            }
        )

    def with_places_taken(self):
        """With `places_taken`: by name or counted without one, in the same query."""
        registrations = self.model.registrations.rel.related_model.objects
        headcounts = self.model.headcounts.rel.related_model.objects
        counted = headcounts.filter(category__is_counted=True)
        return self.annotate(
            places_taken=_per_event(registrations.taking_places(), Count("pk"))
            + _per_event(counted, Sum("count"))
        )

    def with_people(self):
        """With `people`: how many came, named or counted (DESIGN, section 4), in the same query."""
        registrations = self.model.registrations.rel.related_model.objects
        headcounts = self.model.headcounts.rel.related_model.objects
        return self.annotate(
            people=_per_event(registrations.counted(), Count("pk"))
            + _per_event(headcounts.counted(), Sum("count"))
        )


class EventProposalQuerySet(models.QuerySet):
    def visible_to(self, user, permission="events.propose_event"):
        """What `user` has to do with: of partners, the proposals of their organisations.

        For who decides (`events.decide_proposal`), those that wait and those they decided.
        """
        grants = user.grants_for(permission)
        if permission == "events.decide_proposal":
            decided = Q(decided_by=user, status__in=["accepted", "declined"])
            return self.filter(Q(status="proposed") | decided) if grants else self.none()
        keys = [grant.organisation_id for grant in grants if grant.organisation_id]
        return self.filter(organisation__in=keys)

    def waiting(self):
        """Those that nobody has answered yet, the one that starts first first."""
        return self.filter(status="proposed").order_by("starts_at", "pk")

    def for_list(self):
        """With what a list shows of each, in a bounded number of queries."""
        return self.select_related("organisation", "event")

    def with_reach(self, user):
        """With `shows_event`: whether `user` sees the event that it became."""
        events = self.model._meta.get_field("event").related_model.objects
        scope = event_scope(user, "events.view_event")
        return self.annotate(shows_event=Exists(events.filter(scope, pk=OuterRef("event"))))


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, user, permission="participants.view_participant"):
        """Registrations for the events that `user` reaches by `permission`."""
        events = self.model._meta.get_field("event").related_model.objects
        if not event_scope(user, permission):
            return self
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
            .filter(category__is_counted=True)
        )

    def attended(self):
        """Those who came: present or late."""
        return self.filter(attendance__in=["present", "late"])

    def counted(self):
        """Attendances that count in reports (DESIGN, section 4)."""
        return self.active().attended().filter(event__status="held", category__is_counted=True)

    def for_register(self):
        """With what a register's row shows, in a bounded number of queries.

        Where another mark was asked for meanwhile and nobody decided yet: `asked_mark`, and who
        asked as `asked_by`; else both are None.
        """
        acts = self.model.acts.rel.related_model.objects.open_conflicts()
        acts = acts.filter(registration=OuterRef("pk"))
        return self.select_related("participant", "category", "organisation", "marked_by").annotate(
            asked_mark=Subquery(acts.values("attendance")[:1]),
            asked_by=Subquery(acts.values("by__name")[:1]),
        )

    def record_ages(self):
        """Work the recorded ages out again while their register is open.

        For corrections of a birth date, a birth year or a told age; a closed register keeps what
        was recorded.
        """
        marked = self.exclude(attendance="unmarked").filter(event__register_closed_at=None)
        for registration in marked.select_related("participant", "event"):
            age = registration.participant.age_on(registration.event.local_date)
            if registration.age != age:
                registration.age = age
                registration.save(update_fields=["age", "updated_at"])

    def in_line_order(self):
        """As on the attendance list on paper: numbered lines first, then who has none yet."""
        return self.order_by(F("line").asc(nulls_last=True), "participant__sort_name", "pk")

    def totals(self):
        """How many stand on the register and how they are marked: {attendance: people}."""
        rows = self.order_by().values("attendance").annotate(people=Count("pk"))
        return {row["attendance"]: row["people"] for row in rows}


class SeriesQuerySet(models.QuerySet):
    def visible_to(self, user, permission="events.view_registration"):
        """Series of the centres in which `user` holds `permission`.

        Volunteers see those of which they reach an event; partners and observers none.
        """
        scope = NOTHING
        events = self.model._meta.get_field("events").related_model.objects
        for grant in user.grants_for(permission):
            if grant.role == Role.VOLUNTEER:
                reached = events.filter(_grant_scope(grant, user)).exclude(series=None)
                scope |= Q(pk__in=reached.values("series"))
            elif grant.organisation_id is None:
                if grant.centre_id is None:
                    return self
                scope |= Q(centre=grant.centre_id)
        return self.filter(scope)

    def for_list(self):
        """With `next_at`, the next meeting, and `people`, today's members, in the same query."""
        events = self.model._meta.get_field("events").related_model.objects
        ahead = events.not_over().filter(series=OuterRef("pk")).order_by("starts_at")
        members = self.model._meta.get_field("memberships").related_model.objects
        mine = members.on(timezone.localdate()).filter(series=OuterRef("pk")).order_by()
        counts = mine.values("series").annotate(people=Count("pk")).values("people")
        return self.select_related("centre").annotate(
            next_at=Subquery(ahead.values("starts_at")[:1]),
            people=Coalesce(Subquery(counts), 0),
        )


class SeriesMemberQuerySet(models.QuerySet):
    def current_people(self):
        """Without those whose record was merged into another."""
        return self.filter(participant__merged_into=None)

    def between(self, first, last):
        """Those who were members on some day from `first` to `last`."""
        stays = Q(left_on=None) | Q(left_on__gte=first)
        return self.current_people().filter(stays, joined_on__lte=last)

    def on(self, day):
        """Those who are members on `day`."""
        return self.between(day, day)


class HeadcountQuerySet(models.QuerySet):
    def counted(self):
        """Headcounts that count in reports."""
        return self.filter(event__status="held", category__is_counted=True)

    def total(self):
        """How many people were counted without a name."""
        return self.aggregate(total=Coalesce(Sum(F("count")), 0))["total"]


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user, permission="events.view_invitation"):
        """Invitations to the events `user` reaches by `permission`, for partners their own."""
        events = self.model._meta.get_field("event").related_model.objects
        rows = self.filter(partner_scope(user, permission, "organisation"))
        return rows.filter(event__in=events.visible_to(user, permission))

    def standing(self):
        """Invitations that were not withdrawn, of active organisations."""
        return self.filter(withdrawn_at=None, organisation__is_active=True)

    def of_coming_events(self):
        """Invitations to coming events, also called off and withdrawn ones."""
        return self.filter(is_coming("event__"))


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user, permission="events.view_attachment"):
        """Files of the events that `user` reaches by `permission`."""
        events = self.model._meta.get_field("event").related_model.objects
        return self.filter(event__in=events.visible_to(user, permission))

    def signed(self):
        """Signed lists of which somebody has said how many signatures they hold."""
        return self.filter(kind="signed_sheet", signatures__isnull=False)

    def signatures(self):
        """How many signatures stand on the signed lists; None where nobody has said it."""
        return self.signed().aggregate(total=Sum("signatures"))["total"]

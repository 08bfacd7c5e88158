"""What one user may do with one event, said once for views, services and templates."""

from functools import cached_property

from django.db.models import Exists, OuterRef
from django.db.models.query import ModelIterable

from accounts.access import tells_names
from events.models.scope import (
    assigned_to,
    blind_grants,
    grant_scope,
    is_by_event,
    is_expected,
    organisations_acted_for,
)
from shkej.lib.dates import days_alone

VIEW, DETAILS = "events.view_event", "events.view_event_details"
READ, PLACES = "events.view_registration", "events.change_registration"
COUNTS, PEOPLE = "events.view_counts", "participants.view_participant"
IS_ASSIGNED, IS_EXPECTED = "is_assigned", "is_expected"


class EventAccess:
    """`EventAccess(user, event).can_mark`: the user's roles, the event's scope, its state now.

    Nothing is asked before it is needed. Roles of a centre are compared as they stand; whether
    those of partners and volunteers open this event is one query for all, none where the event
    comes from `with_access(user)`. Its state is read anew each time: an act may change it.
    Whoever may *see* an event is asked by `visible_to`, for which this is no substitute.
    """

    def __init__(self, user, event):
        self.user, self.event = user, event
        self._held = {}

    def holds(self, permission):
        """Whether a role of the user carries `permission` for this event."""
        if permission not in self._held:
            grants = self.user.grants_for(permission)
            told = [grant for grant in grants if self._may_tell(permission, grant)]
            self._held[permission] = any(self._is_opened_by(grant) for grant in told)
        return self._held[permission]

    def _is_opened_by(self, grant):
        if is_by_event(grant):
            return grant.pk in self._opening
        return grant.centre_id in (None, self.event.centre_id)

    def _may_tell(self, permission, grant):
        """Whether by this role `permission` may tell its names (`scope.names_disclosed`)."""
        is_open = not self.event.is_sensitive or not tells_names(permission)
        return is_open or grant.sees_sensitive or self._is_assigned

    @cached_property
    def _is_assigned(self):
        """Whether the user is to take attendance here."""
        found = vars(self.event).get(IS_ASSIGNED)  # of `with_access`, where it is of use there
        if found is None:
            return assigned_to(self.user).filter(event=self.event.pk).exists()
        return found

    @cached_property
    def _opening(self):
        """The keys of the user's roles by event, as partner or volunteer, that open this one."""
        flags = _flags(self.user)
        found = vars(self.event)  # of `with_access`, where it comes from there
        if not flags.keys() <= found.keys():
            events = type(self.event)._default_manager.filter(pk=self.event.pk)
            found = events.with_flags(self.user).values(*flags).first() or {}
        return {grant.pk for name, grant in flags.items() if found.get(name)}

    @property
    def can_view(self):
        """Whether it is in this user's calendar."""
        return self.holds(VIEW)

    @property
    def shows_details(self):
        """Else the reader sees day, title and type, and of a sensitive event not even the title."""
        return self.holds(DETAILS)

    @property
    def knows_hours(self):
        """Else the reader sees of a sensitive event the day alone, and not of which type it is."""
        return not self.event.is_sensitive or self.shows_details or self._is_expected

    @cached_property
    def _is_expected(self):
        """Whether an organisation that the user acts for is invited, or the host."""
        found = vars(self.event).get(IS_EXPECTED)
        if found is None and organisations_acted_for(self.user):
            rows = type(self.event)._default_manager.filter(is_expected(self.user))
            return rows.filter(pk=self.event.pk).exists()
        return bool(found)

    @property
    def can_change(self):
        """Edit it, hold it or call it off."""
        return self.holds("events.change_event")

    @property
    def can_delete(self):
        """Delete an event that was logged by mistake."""
        return self.holds("events.delete_event") and not self.event.register_is_closed

    @property
    def can_decide_proposals(self):
        """Answer what the partner whose event it is asks about it."""
        return self.holds("events.decide_proposal")

    @property
    def can_invite(self):
        """Invite organisations to it, for as long as that makes sense."""
        return self.holds("events.invite") and self.event.is_ahead

    @property
    def can_write_story(self):
        """Write a post about what was held."""
        return self.holds("reports.write_story") and self.event.is_held

    @property
    def can_see_files(self):
        """Open the files attached to it."""
        return self.holds("events.view_attachment")

    @property
    def can_attach(self):
        """Attach a file to it."""
        return self.holds("events.add_attachment")

    @property
    def can_delete_files(self):
        """Delete a file attached to it."""
        return self.holds("events.delete_attachment")

    @property
    def can_see_counts(self):
        """Learn how many came."""
        return self.holds(COUNTS)

    @property
    def can_see_register(self):
        """Open its register."""
        return self.holds(READ)

    @property
    def keeps_names_back(self):
        """Whether names are kept back that this reader would see, were it not a sensitive topic."""
        return self.event.is_sensitive and self.can_see_counts and not self.can_see_register

    @property
    def sees_names(self):
        """Whole names and what is recorded of a person; else first name and initial."""
        return self.holds(PEOPLE)

    @property
    def can_change_places(self):
        """Change or remove a place on its register."""
        return self.event.register_is_open and self.holds(PLACES)

    @property
    def can_mark(self):
        """Mark or count who came."""
        return self.event.day_has_come and self.can_change_places

    @property
    def can_take_back_marks(self):
        """Take everything back that is recorded, where the event did not take place after all."""
        is_open = not self.event.register_is_closed
        return is_open and self.can_change and self.holds(PLACES)

    @property
    def can_add_people(self):
        """Put somebody on its register."""
        return self.event.register_is_open and self.holds("events.add_registration")

    @property
    def can_record_people(self):
        """Record people of its centre, with all that is known of them."""
        return self.holds("participants.add_participant")

    @property
    def can_record_families(self):
        """Record a family and mark them as present."""
        return self.event.day_has_come and self.can_add_people and self.can_record_people

    @property
    def can_give_places(self):
        """Give a place to somebody who waits."""
        return self.event.register_is_open and self.holds("events.give_place")

    @property
    def can_name_organisations(self):
        """Say for which organisation somebody comes."""
        return self.holds("partners.change_organisation")

    @property
    def can_close(self):
        """Close its register."""
        is_time = self.event.register_is_open and self.event.day_has_come
        return is_time and self.holds("events.close_register")

    @property
    def can_reopen(self):
        """Open its closed register again."""
        return self.event.register_is_closed and self.holds("events.reopen_register")

    @property
    def can_ask_reopening(self):
        """Ask a coordinator to open its closed register again."""
        may_ask = self.event.register_is_closed and self.holds("events.close_register")
        return may_ask and not self.can_reopen

    @property
    def can_correct(self):
        """Correct one mark of its closed register, with a reason."""
        return self.event.register_is_closed and self.holds("events.correct_register")

    @property
    def can_read_history(self):
        """Read who marked whom and when."""
        return self.holds("events.view_register_history")

    @property
    def can_download(self):
        """Take it away as a file with names."""
        return self.holds("events.download_register")


def _flags(user):
    """{name of the annotation: role} of the user's roles that are given by event."""
    return {f"opened_by_{grant.pk}": grant for grant in user.grants_for(VIEW) if is_by_event(grant)}


def keep_back(event):
    """Leave of a sensitive event what outsiders are told: its days, without hours and type.

    For showing it: such an event is not saved. `kind` is empty then.
    """
    event.starts_at, event.ends_at = days_alone(event.starts_at, event.ends_at)
    event.is_all_day, event.kind = True, ""
    return event


def shown_outside(event):
    """The event as anybody may see it."""
    return keep_back(event) if event.is_sensitive else event


class WithAccess:
    """For querysets of events: each event with its `access`."""

    def with_flags(self, user):
        """With one flag for each role that is given by event; for most users there is none.

        And where it is of use, whether the user is assigned, and whether they are expected.
        """
        # The scope is beside the key: within `visible_to`, whose condition is a search of its
        # own, PostgreSQL searched all events once for each of them.
        same = self.model._default_manager.filter(pk=OuterRef("pk"))
        flags = {n: Exists(same.filter(grant_scope(g, user))) for n, g in _flags(user).items()}
        if blind_grants(user, READ):
            flags[IS_ASSIGNED] = Exists(assigned_to(user).filter(event=OuterRef("pk")))
        if organisations_acted_for(user):
            flags[IS_EXPECTED] = is_expected(user)
        return self.annotate(**flags)

    def with_access(self, user):
        """Each event with `access`: what `user` may do with it, without a query for each.

        What a sensitive one keeps back from them it does not hold at all (`keep_back`).
        """

        class Events(ModelIterable):
            def __iter__(self):
                for event in super().__iter__():
                    event.access = EventAccess(user, event)
                    yield event if event.access.knows_hours else keep_back(event)

        events = self.with_flags(user)
        events._iterable_class = Events  # as `values()` does; what comes after it goes on
        return events

"""Writing who came: places on registers, with marks and ages."""

from collections.abc import Sequence

from events.importing import bulk
from events.importing.applied.writer import Writer
from events.importing.changes import state_of
from events.importing.planning import PlannedPlace
from events.models import Attendance, Registration
from events.models.registrations import ATTENDED
from events.register.places.services import PLACE_FIELDS, keep_to_capacity


class PlacesWriter(Writer):
    """The places of a file."""

    def write(self, places: Sequence[PlannedPlace]) -> dict[str, int]:
        """Make these places, or mark those that are there."""
        created, updated = [], []
        for place in places:
            state = state_of(self.plan, place)
            if state == "created":
                row = Registration(
                    event=place.event.existing,
                    participant=place.person.record,
                    source=Registration.Source.IMPORT,
                )
                created.append(self._marked(row, place))
            elif state == "updated":
                updated.append(self._marked(place.existing, place))
        keep_to_capacity([row for row in created if row.attendance == Attendance.UNMARKED])
        bulk.create(Registration, created, by=self.user)
        columns = ["attendance", "age", "marked_at", "marked_by", "category", "organisation"]
        bulk.update(Registration, updated, [*columns, *PLACE_FIELDS], by=self.user)
        return {"created": len(created), "updated": len(updated)}

    def _marked(self, registration: Registration, place: PlannedPlace) -> Registration:
        """The registration as the row says it: who came, as what, for whom, and how old."""
        values = self.plan.registration_values(place)
        organisation = values["organisation"]
        registration.category_id = values["category"]
        if isinstance(organisation, str):
            organisation = self.organisations[organisation]
        registration.organisation_id = organisation
        was_marked = registration.attendance != Attendance.UNMARKED
        registration.attendance = attendance = values["attendance"]
        status, is_marked = registration.status, attendance != Attendance.UNMARKED
        comes_after_all = status == Registration.Status.CANCELLED and attendance in ATTENDED
        if comes_after_all or (status == Registration.Status.WAITLISTED and is_marked):
            registration.status = Registration.Status.REGISTERED
            registration.waitlisted_at = registration.placed_through = None
            registration.placed = ""
        if attendance == Attendance.UNMARKED:
            registration.age = registration.marked_at = registration.marked_by = None
            return registration
        registration.age = _age(place, registration if was_marked else None)
        registration.marked_at, registration.marked_by = self.now, self.user
        return registration


def _age(place: PlannedPlace, marked: Registration | None) -> int | None:
    """How old somebody was: as the row tells, else as is there already, else as follows."""
    person, age = place.person.record, place.row.age
    if "age" in place.row.untouched:
        age = None
    if age is not None and not (person.birth_date or person.birth_year):
        return age
    if marked is not None and marked.age is not None:
        return marked.age
    return person.age_on(place.event.held_on)

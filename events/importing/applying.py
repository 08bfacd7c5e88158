"""Writing a plan into the database, in bulk and with its history. Call it inside a transaction."""

from django.utils import timezone
from simple_history.utils import bulk_create_with_history, get_history_manager_for_model

from events.importing.known import chunks
from events.importing.people import BIRTH_COLUMNS, most_said, new_values
from events.inviting.telling import tell_invited
from events.lib.locks import lock_events
from events.lib.twins.finding import tell_apart
from events.models import Attendance, Event, Headcount, Registration
from events.models.registrations import ATTENDED
from events.register.places.services import PLACE_FIELDS, keep_to_capacity
from participants.models import Participant
from participants.models.people import new_code
from partners.models import Organisation, Project

BATCH = 500


class Applier:
    """Writes one plan; `counts` says what it did, in the shape of the command's answer."""

    def __init__(self, plan, known, *, projects, project, user):
        """`projects`: {casefolded code: Project}. `project`: for events that name none, or None."""
        self.plan, self.known, self.user = plan, known, user
        self.projects, self.project = projects, project
        self.now = timezone.now()
        self.new_organisations, self.new_projects, self.touched = [], [], []
        self.aged = {}
        self.counts = {
            "events": {"created": 0, "updated": 0},
            "participants": {"created": 0, "matched": 0},
            "registrations": {"created": 0, "updated": 0, "unchanged": 0},
            "headcounts": {"created": 0, "updated": 0, "unchanged": 0},
        }

    def apply(self):
        """Write all of it."""
        self._create_projects()
        self._create_organisations()
        self._write_events()
        self._write_people()
        self._write_registrations()
        self._write_headcounts()
        return self.counts

    # Writing in bulk

    def _create(self, model, rows):
        if not rows:
            return []
        return bulk_create_with_history(rows, model, batch_size=BATCH, default_user=self.user)

    def _update(self, model, rows, columns):
        """Update rows that were changed, as an insert that meets each row: CASEs take far longer.

        Derived columns and the moment are named by hand.
        """
        if not rows:
            return
        derived = [field.name for field in model._meta.fields if hasattr(field, "derive")]
        made = [row.created_at for row in rows]
        model._default_manager.bulk_create(
            rows,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=[*columns, "updated_at", *derived],
        )
        for row, moment in zip(rows, made, strict=True):
            row.created_at = moment
        history = get_history_manager_for_model(model)
        history.bulk_history_create(rows, batch_size=BATCH, update=True, default_user=self.user)

    # What events and people refer to

    def _create_projects(self):
        spellings = {}
        for event in self.plan.events.values():
            for key, written in event.new_projects.items():
                spellings.setdefault(key, []).extend(written)
        codes = [most_said(written) for _key, written in sorted(spellings.items())]
        rows = [Project(code=code, title_sq=code, needs_completion=True) for code in codes]
        self.new_projects = self._create(Project, rows)
        self.projects = self.projects | {row.code.casefold(): row for row in self.new_projects}

    def _create_organisations(self):
        spellings = {}
        for row in self.plan.rows:
            if row.organisation and row.organisation[0] not in self.known.organisations:
                spellings.setdefault(row.organisation[0], []).append(row.organisation[1])
        rows = [
            Organisation(name_sq=most_said(written), needs_completion=True)
            for _key, written in sorted(spellings.items())
        ]
        self.new_organisations = self._create(Organisation, rows)
        self.organisations = self.known.organisations | {
            key: row.pk
            for (key, _written), row in zip(
                sorted(spellings.items()), self.new_organisations, strict=True
            )
        }

    # Events

    def _write_events(self):
        created, updated, columns = [], [], set()
        twins = self.plan.twins
        for event in self.plan.events.values():
            if event.existing is None:
                row = Event(centre=self.known.centre, import_key=event.name, **event.values)
                event.existing = row
                created.append(row)
            elif event.values:
                columns |= event.values.keys()
                for column, value in event.values.items():
                    setattr(event.existing, column, value)
                updated.append(event.existing)
        self._create(Event, created)
        for key, others in twins.items():
            others = [other.pk for other in others]
            tell_apart(self.plan.events[key].existing, others, by=self.user)
        self._update(Event, updated, sorted(columns))
        tell_invited(*lock_events(Event.objects.filter(pk__in=[row.pk for row in updated])))
        joined = self._join_projects({id(row) for row in created})
        self.counts["events"] = {
            "created": len(created),
            "updated": len({row.pk for row in updated} | joined),
        }

    def _join_projects(self, created):
        """Add the projects that events name, or the one asked for; nothing is taken away."""
        through, joined = [], set()
        for event in self.plan.events.values():
            wanted = {self.projects[key].pk for key in event.said.get("project", ())}
            if not wanted and self.project:
                wanted = {self.project.pk}
            is_new = id(event.existing) in created
            have = set() if is_new else {row.pk for row in event.existing.projects.all()}
            for pk in sorted(wanted - have):
                through.append(Event.projects.through(event_id=event.existing.pk, project_id=pk))
                if not is_new:
                    joined.add(event.existing.pk)
        Event.projects.through.objects.bulk_create(through, batch_size=BATCH)
        return joined

    # People

    def _write_people(self):
        created, updated, columns = [], [], set()
        for person in self.plan.people:
            organisation = most_said(row.organisation[0] for row in person.rows if row.organisation)
            organisation = self.organisations.get(organisation)
            if person.record is None:
                person.record = self._new(person, organisation)
                created.append(person.record)
                continue
            fills = dict(person.fills)
            if organisation and not person.record.organisation_id:
                fills["organisation_id"] = organisation
            if fills:
                columns |= fills.keys() | {"needs_completion"}
                for column, value in fills.items():
                    setattr(person.record, column, value)
                if fills.keys() & set(BIRTH_COLUMNS):
                    self.aged[person.record.pk] = person.record
                if person.record.needs_completion:
                    person.record.needs_completion = bool(person.record.lacks)
                updated.append(person.record)
        _give_codes(created)
        self._create(Participant, created)
        self._update(Participant, updated, sorted(column.removesuffix("_id") for column in columns))
        self.touched = created + updated
        self.counts["participants"] = {
            "created": len(created),
            "matched": len(self.plan.people) - len(created),
        }

    def _new(self, person, organisation):
        record = Participant(
            centre=self.known.centre,
            import_key=person.import_key,
            category_id=self.plan.usual_category(person),
            organisation_id=organisation,
            **new_values(person.rows),
        )
        record.needs_completion = bool(record.lacks)
        return record

    # Who came

    def _write_registrations(self):
        created, updated, unchanged = [], [], set()
        for places in self.plan.places.values():
            place = places[0]
            if place.existing is None:
                row = Registration(
                    event=place.event.existing,
                    participant=place.person.record,
                    source=Registration.Source.IMPORT,
                )
                created.append(self._marked(row, place))
            elif self.plan.differs(place):
                updated.append(self._marked(place.existing, place))
            else:
                unchanged.add(place.existing.pk)
        keep_to_capacity([row for row in created if row.attendance == Attendance.UNMARKED])
        self._create(Registration, created)
        columns = ["attendance", "age", "marked_at", "marked_by", "category", "organisation"]
        self._update(Registration, updated, [*columns, *PLACE_FIELDS])
        aged = self._write_ages()
        self.counts["registrations"] = {
            "created": len(created),
            "updated": len(updated) + len(aged),
            "unchanged": len(unchanged - aged),
        }

    def _write_ages(self):
        """Give earlier attendances, where nobody knew it, the age that this file made known.

        So a file in two parts counts as the whole file would. Closed registers stay as they are.
        """
        rows = [
            row
            for part in chunks(self.aged)
            for row in Registration.objects.filter(participant__in=part, age=None)
            .exclude(attendance=Attendance.UNMARKED)
            .filter(event__register_closed_at=None)
            .select_related("event")
        ]
        found = []
        for row in rows:
            row.age = self.aged[row.participant_id].age_on(row.event.starts_on)
            if row.age is not None:
                found.append(row)
        self._update(Registration, found, ["age"])
        return {row.pk for row in found}

    def _marked(self, registration, place):
        """The registration as the row says it: who came, as what, for whom, and how old."""
        values = self.plan.registration_values(place)
        organisation = values["organisation"]
        registration.category_id = values["category"]
        registration.organisation_id = self.organisations.get(organisation, organisation)
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
        person, age = place.person.record, place.row.age
        if person.birth_date or person.birth_year or age is None:
            age = person.age_on(place.event.held_on)
        registration.age = age
        registration.marked_at, registration.marked_by = self.now, self.user
        return registration

    def _write_headcounts(self):
        created, updated, unchanged = [], [], 0
        for cell, rows in self.plan.counts.items():
            key, category, sex, age_from, age_to = cell
            count = sum(row.headcount for row in rows)
            recorded = self.plan.headcount(cell)
            if recorded is None:
                created.append(
                    Headcount(
                        event=self.plan.events[key].existing,
                        category_id=category,
                        sex=sex,
                        age_from=age_from,
                        age_to=age_to,
                        count=count,
                    )
                )
            elif recorded.count != count:
                recorded.count = count
                updated.append(recorded)
            else:
                unchanged += 1
        self._create(Headcount, created)
        self._update(Headcount, updated, ["count"])
        self.counts["headcounts"] = {
            "created": len(created),
            "updated": len(updated),
            "unchanged": unchanged,
        }


def _give_codes(people):
    """Give each new person a code that nobody has; among many, chance alone would repeat one."""
    taken = set()
    waiting = people
    while waiting:
        for person in waiting:
            while person.code in taken:
                person.code = new_code()
            taken.add(person.code)
        clashing = {
            code
            for part in chunks(person.code for person in waiting)
            for code in Participant.objects.filter(code__in=part).values_list("code", flat=True)
        }
        waiting = [person for person in waiting if person.code in clashing]

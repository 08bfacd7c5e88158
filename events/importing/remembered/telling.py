"""What is said of rows that change nothing: each is named, and why."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.importing.downloads.checks import kept_as_recorded
from events.importing.planning import ImportPlan
from events.importing.rows import ImportRow, Problem
from events.models import Registration


def left_out(plan: ImportPlan) -> Iterator[Problem]:
    """Rows that are in the file twice, and what somebody changed on screen since an import."""
    yield from _twice(plan)
    yield from _moved(plan)
    yield from _taken_off(plan)
    yield from kept_as_recorded(plan)
    yield from _not_to_be_contacted(plan)


def _column(row: ImportRow) -> str:
    return "person" if row.person else "last_name"


def _twice(plan: ImportPlan) -> Iterator[Problem]:
    for first, *others in plan.places.values():
        for place in others:
            yield Problem(
                place.row.number,
                _column(place.row),
                _("The same as row %(row)s: taken once.") % {"row": first.row.number},
            )


def _moved(plan: ImportPlan) -> Iterator[Problem]:
    for event in plan.events.values():
        is_old = event.key in plan.known.memory.events and "starts_at" not in event.said
        if is_old and event.held_on != event.day:
            yield Problem(
                event.rows[0].number,
                "starts_at",
                _("Moved to %(day)s since it was imported: it stays there.")
                % {"day": date_format(event.held_on)},
            )


def _taken_off(plan: ImportPlan) -> Iterator[Problem]:
    known = plan.known
    for row in plan.rows:
        if row.is_named and row.is_old:
            event = known.events[row.event_key]
            record = known.kept(known.old_record(row))
            place = known.registrations.get((event.pk, record.pk))
            if place is None or place.status == Registration.Status.CANCELLED:
                yield Problem(
                    row.number,
                    _column(row),
                    _("Taken off the register since it was imported: stays off."),
                )


def _not_to_be_contacted(plan: ImportPlan) -> Iterator[Problem]:
    for person in plan.people:
        if person.takes_no_phone:
            for row in person.rows:
                if row.phone and not row.knows_person:
                    yield Problem(
                        row.number, "phone", _("Not to be contacted: the phone is left out.")
                    )

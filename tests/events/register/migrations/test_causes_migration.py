"""The migration that moves the program's causes out of the reasons that people type."""

from datetime import UTC, datetime, timedelta

import pytest

MOMENT = datetime(2021, 10, 6, 10, tzinfo=UTC)


@pytest.fixture
def write(migrator):
    """Writes rows of the version before: `write(model, **values)`, and with `at` their history."""
    old = migrator.apply_initial_migration(("events", "0019_begin_history_of_centres"))
    model = old.apps.get_model
    centre = model("events", "Centre").objects.create(code="c", name_sq="Qendra", name="Qendra")
    category = model("participants", "Category").objects.create(code="x", label="x", label_sq="x")

    class Writer:
        def event(self, **values):
            titles = {"title": "Takim", "title_sq": "Takim"}
            return model("events", "Event").objects.create(
                centre=centre, starts_at=MOMENT, **titles, **values
            )

        def place(self, event, number, **values):
            person = model("participants", "Participant").objects.create(
                code=f"X{number}", first_name="A", last_name="B", category=category
            )
            return model("events", "Registration").objects.create(
                event=event, category=category, participant=person, **values
            )

        def version(self, row, seconds, reason=None, **values):
            history = model("events", f"Historical{row._meta.object_name}")
            names = {field.attname for field in history._meta.fields}
            facts = {name: value for name, value in vars(row).items() if name in names}
            moment = MOMENT + timedelta(seconds=seconds)
            history.objects.create(
                **{**facts, **values},
                history_date=moment,
                history_type="~",
                history_change_reason=reason,
            )

    return Writer()


def reasons_after(migrator):
    new = migrator.apply_tested_migration(
        ("events", "0021_registration_placed_through_a_freed_place")
    )
    model = new.apps.get_model
    kept = [
        reason
        for name in ("HistoricalRegistration", "HistoricalEvent")
        for reason in model("events", name)
        .objects.exclude(history_change_reason=None)
        .order_by("history_id")
        .values_list("history_change_reason", flat=True)
    ]
    return model, kept


@pytest.mark.more
@pytest.mark.django_db(transaction=True)
def test_causes_are_kept_and_people_what_they_typed(migrator, write):
    places, events = write_places(write), write_events(write)

    model, kept = reasons_after(migrator)

    left, came, freed, given, alike = (
        model("events", "Registration").objects.get(pk=place.pk) for place in places
    )
    assert [(row.placed, row.placed_through_id) for row in (came, freed)] == [
        ("came", None),
        ("freed", left.pk),
    ]
    assert {row.placed for row in (left, given, alike)} == {""}
    held = model("events", "Event").objects.in_bulk()
    assert [held[event.pk].held_by_register for event in events] == [True, False, False]
    assert sorted(kept) == [
        "Sister of somebody expected",
        "came to the door",
        f"place of registration {left.pk}",
        f"place of registration {left.pk}{10**25}",
        "register taken",
    ]


def write_places(write):
    """Somebody who left, came, got their place, was given one, and whose words are alike."""
    event = write.event(status="planned")
    left = write.place(event, 0, status="cancelled")
    came, freed, given, alike = (
        write.place(event, number, status="registered") for number in (1, 2, 3, 4)
    )
    waits = {"status": "waitlisted", "waitlisted_at": MOMENT}
    present = {"attendance": "present", "marked_at": MOMENT}
    for row in (came, freed, given, alike):
        write.version(row, 0, **waits)
    write.version(came, 10, "came to the door")
    write.version(came, 10.1, **present)
    write.version(left, 20, status="cancelled")
    write.version(freed, 20, f"place of registration {left.pk}")
    write.version(given, 25, f"place of registration {left.pk}{10**25}")
    write.version(alike, 35, f"place of registration {left.pk}")
    write.version(given, 30, "Sister of somebody expected")
    write.version(alike, 40, "came to the door")
    write.version(alike, 400, **present)
    return left, came, freed, given, alike


def write_events(write):
    """One that its register held, one held by hand, one that is planned again."""
    by_register, by_hand, again = (write.event(status="held") for _time in range(3))
    write.version(by_register, 0, status="planned")
    write.version(by_register, 10, "register taken")
    write.version(by_hand, 0, status="planned")
    write.version(by_hand, 10)
    write.version(by_hand, 20, register_closed_at=MOMENT)
    write.version(by_hand, 30, "register taken")
    write.version(again, 0, "register taken")
    write.version(again, 10, status="planned")
    write.version(again, 20)
    return by_register, by_hand, again

"""The migrations that give each waiting person the moment since when they wait."""

from datetime import UTC, datetime

import pytest

MOMENT = datetime(2021, 10, 6, 10, tzinfo=UTC)


@pytest.mark.more
@pytest.mark.django_db(transaction=True)
def test_who_waited_before_keeps_their_turn_and_who_was_marked_has_a_place(migrator):
    old = migrator.apply_initial_migration(("events", "0010_registration_waitlisted_at"))
    model = old.apps.get_model
    centre = model("events", "Centre").objects.create(code="c", name_sq="Qendra", name="Qendra")
    event = model("events", "Event").objects.create(
        centre=centre,
        title="Takim",
        title_sq="Takim",
        starts_at=MOMENT,
    )
    category = model("participants", "Category").objects.create(code="x", label="x", label_sq="x")
    rows = [
        model("events", "Registration").objects.create(
            event=event,
            category=category,
            participant=model("participants", "Participant").objects.create(
                code=f"X{number}", first_name="A", last_name="B", category=category
            ),
            status="waitlisted" if number < 2 else "registered",
            attendance=mark,
            marked_at=None if mark == "unmarked" else MOMENT,
        )
        for number, mark in enumerate(["unmarked", "present", "unmarked"])
    ]

    new = migrator.apply_tested_migration(("events", "0012_waiting_is_sound"))

    found = new.apps.get_model("events", "Registration").objects.in_bulk()
    states = [(found[row.pk].status, found[row.pk].waitlisted_at) for row in rows]
    assert states == [
        ("waitlisted", rows[0].created_at),
        ("registered", None),
        ("registered", None),
    ]

"""The migration that reads kinds, before and after of acts from the addresses of their undo."""

import uuid
from datetime import UTC, datetime

import pytest

MOMENT = datetime(2021, 10, 6, 10, tzinfo=UTC)
MICROSECONDS = int(MOMENT.timestamp()) * 1_000_000
PLACE = "/events/1/register/5"
ADDRESSES = {
    f"{PLACE}/undo/unmarked/?made=present": (
        "mark",
        {"attendance": "unmarked"},
        {"attendance": "present"},
    ),
    f"/events/1/register/rest/{MICROSECONDS}/undo/": ("rest", {}, {"moment": MOMENT.isoformat()}),
    f"{PLACE}/change/17/undo/": ("change", {}, {"version": 17}),
    f"{PLACE}/restore/late/": ("remove", {"attendance": "late"}, {"status": "cancelled"}),
    f"/events/1/register/family/{MICROSECONDS}/undo/?registration=5&registration=6": (
        "family",
        {},
        {"moment": MOMENT.isoformat(), "registrations": [5, 6]},
    ),
    f"{PLACE}/remove/": ("add", {}, {"attendance": "late"}),
    f"{PLACE}/wait/": ("place", {}, {"status": "registered"}),
    "/events/1/register/headcounts/step/?category=parent&sex=female&age_from=25&age_to=&step=-2": (
        "count",
        {"count": 0},
        {"category": "PARENT", "sex": "female", "age_from": 25, "age_to": None, "count": 2},
    ),
    "/events/1/register/headcounts/step/?category=child&sex=male&age_from=&age_to=&step=1": (
        "count",
        {"count": 1},
        {"category": "CHILD", "sex": "male", "age_from": None, "age_to": None, "count": 0},
    ),
    "": ("other", {}, {}),
    "/events/1/register/headcounts/step/?category=parent": ("other", {}, {}),
    "/events/1/register/headcounts/step/?category=gone&sex=male&step=1": ("other", {}, {}),
    f"/events/1/register/rest/{10**30}/undo/": ("other", {}, {}),
}


@pytest.mark.more
@pytest.mark.django_db(transaction=True)
def test_each_address_becomes_what_it_said(migrator):
    old = migrator.apply_initial_migration(
        ("events", "0021_registration_placed_through_a_freed_place")
    )
    model = old.apps.get_model
    user = model("accounts", "User").objects.create(email="a@example.org", name="A")
    centre = model("events", "Centre").objects.create(code="c", name_sq="Qendra", name="Qendra")
    event = model("events", "Event").objects.create(
        centre=centre, title="Takim", title_sq="Takim", starts_at=MOMENT
    )
    categories = {
        code.upper(): model("participants", "Category").objects.get(code=code).pk
        for code in ("parent", "child")
    }
    person = model("participants", "Participant").objects.create(
        code="X1", first_name="A", last_name="B", category_id=categories["PARENT"]
    )
    place = model("events", "Registration").objects.create(
        event=event,
        category_id=categories["PARENT"],
        participant=person,
        attendance="late",
        marked_at=MOMENT,
    )
    acts = [
        model("events", "RegisterAct").objects.create(
            key=uuid.uuid4(),
            event=event,
            registration=place,
            by=user,
            body_hash="x",
            undo=address,
        )
        for address in ADDRESSES
    ]

    new = migrator.apply_tested_migration(("events", "0023_remove_registeract_undo"))

    found = new.apps.get_model("events", "RegisterAct").objects.in_bulk()
    read = [(found[act.pk].kind, found[act.pk].before, found[act.pk].after) for act in acts]
    expected = [
        (kind, before, after | {"category": categories[after["category"]]})
        if "category" in after
        else (kind, before, after)
        for kind, before, after in ADDRESSES.values()
    ]
    assert read == expected

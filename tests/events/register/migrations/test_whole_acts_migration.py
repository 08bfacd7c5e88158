"""The migration by which closings, reopenings and corrections of the past become acts."""

from datetime import UTC, datetime, timedelta

import pytest

START = datetime(2021, 10, 6, 10, tzinfo=UTC)


@pytest.mark.more
@pytest.mark.django_db(transaction=True)
def test_what_was_done_after_closing_is_told_as_before(migrator):
    old = migrator.apply_initial_migration(("events", "0027_whole_acts"))
    model = old.apps.get_model
    user = model("accounts", "User").objects.create(email="a@example.org", name="A")
    centre = model("events", "Centre").objects.create(code="c", name_sq="Qendra", name="Qendra")
    event = model("events", "Event").objects.create(
        centre=centre, title="Takim", title_sq="Takim", starts_at=START
    )
    category = model("participants", "Category").objects.get(code="parent")
    person = model("participants", "Participant").objects.create(
        code="X1", first_name="A", last_name="B", category=category
    )
    place = model("events", "Registration").objects.create(
        event=event, category=category, participant=person
    )
    known = model("events", "RegisterAct").objects.create(
        event=event, registration=place, by=user, kind="mark", work=None
    )

    def at(minutes):
        return START + timedelta(minutes=minutes)

    def version(name, row, minutes, reason=None, **facts):
        skipped = {"history_id", "history_date", "history_change_reason", "history_type"}
        skipped |= {"history_user", "work", *facts}
        names = [f.name for f in model("events", name)._meta.fields if f.name not in skipped]
        return model("events", name).objects.create(
            history_date=at(minutes),
            history_change_reason=reason,
            history_type="~",
            history_user_id=user.pk,
            **{field: getattr(row, field) for field in names},
            **facts,
        )

    for minutes, closed, reason in [
        (0, None, None),
        (10, at(10), None),
        (20, at(10), "typed while closed"),
        (30, None, "register taken"),
        (40, at(40), None),
    ]:
        version("HistoricalEvent", event, minutes, reason, register_closed_at=closed)
    marks = [
        version("HistoricalRegistration", place, minutes, reason, **facts)
        for minutes, reason, facts in [
            (0, None, {}),
            (1, "out of turn", {"status": "registered"}),
            (5, None, {"attendance": "present", "marked_at": at(5)}),
            (15, "came to the door", {"attendance": "late", "marked_at": at(15)}),
        ]
    ]

    new = migrator.apply_tested_migration(("events", "0028_acts_after_closing"))

    acts = new.apps.get_model("events", "RegisterAct").objects.exclude(pk=known.pk)
    assert list(
        acts.order_by("created_at").values_list("kind", "created_at", "reason", "by", "before")
    ) == [
        ("close", at(10), "", user.pk, {}),
        ("correct", at(15), "came to the door", user.pk, {"attendance": "present"}),
        ("reopen", at(30), "register taken", user.pk, {}),
        ("close", at(40), "", user.pk, {}),
    ]
    correction = acts.get(kind="correct")
    assert (correction.registration_id, correction.after) == (place.pk, {"attendance": "late"})
    History = new.apps.get_model("events", "HistoricalRegistration")
    assert [History.objects.get(pk=row.pk).work for row in marks] == [
        None,
        None,
        None,
        correction.work,
    ]

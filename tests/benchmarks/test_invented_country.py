"""The data that speed is measured on is what the application itself could have written."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog, User
from benchmarks import pages, slow_line, unicef
from benchmarks.country.plan import Plan
from benchmarks.data import make
from events.models import Event, RegisterAct, Registration
from participants.models import Consent, Guardianship, Participant, PossibleDuplicate
from reports.counting import Period, count_attendance, scope_for
from shkej.lib.phones import e164
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [MORE_ON_POSTGRESQL, pytest.mark.slow]

SCALE = 0.001


@pytest.fixture
def plan(db):
    """A village of that country, made for today."""
    plan = Plan(timezone.localdate(), SCALE)
    make(plan)
    return plan


def test_the_country_has_as_much_of_everything_as_planned_and_no_constraint_is_broken(plan):
    assert Registration.objects.count() == plan.registrations
    assert Participant.objects.count() == plan.people
    assert Event.objects.count() == plan.events
    for model in (RegisterAct, AccessLog, Guardianship, Consent, PossibleDuplicate):
        assert model.objects.exists(), model
    assert Participant.objects.filter(needs_completion=True).exists()
    assert RegisterAct.objects.open_conflicts().exists()
    connection.check_constraints()


def test_its_rows_are_those_that_the_models_accept(plan):
    people = Participant.objects.order_by("pk")
    for row in [*people[:50], *Event.objects.order_by("pk"), *Registration.objects.all()[:100]]:
        row.full_clean(validate_unique=False)
    for person in people.exclude(phone=""):
        assert e164(person.phone) == person.phone
    person = people.first()
    derived = person.search_name, person.sort_name
    person.save()
    assert (person.search_name, person.sort_name) == derived


def test_each_place_has_the_version_before_its_mark_and_the_one_that_stands(plan):
    marked = Registration.objects.filter(attendance="present").first()

    newest, oldest = marked.history.order_by("-history_id")

    assert (oldest.history_type, oldest.attendance, oldest.marked_at) == ("+", "unmarked", None)
    assert (newest.history_type, newest.attendance) == ("~", "present")
    assert newest.history_user_id == newest.marked_by_id == marked.marked_by_id
    registered = Registration.objects.filter(status="registered", attendance="unmarked").first()
    assert registered.history.count() == 1


def test_a_register_that_is_not_yet_taken_holds_no_mark(plan):
    unmarked = Registration.objects.filter(event__starts_on__gt=plan.today)
    assert unmarked.exists()
    assert not unmarked.exclude(attendance="unmarked").exists()
    called_off = Registration.objects.filter(event__status__in=["cancelled", "postponed"])
    assert not called_off.exclude(attendance="unmarked").exists()


def test_its_pages_open(plan, client):
    staff = User.objects.filter(grants__role="staff").order_by("pk").first()
    client.force_login(staff)
    register = Event.objects.visible_to(staff).filter(starts_on=plan.today).first()
    person = Participant.objects.visible_to(staff).first()
    for address in (
        reverse("home"),
        reverse("events:event_list"),
        reverse("events:register", args=[register.pk]),
        reverse("participants:participant_list"),
        reverse("participants:participant_detail", args=[person.pk]),
    ):
        assert client.get(address).status_code == 200, address
    client.force_login(User.objects.filter(grants__role="coordinator").first())
    start, end = plan.quarter()
    query = {"start": start, "end": end}
    for address, asked in (
        (reverse("reports:attendance"), query),
        (reverse("events:register_history", args=[register.pk]), {}),
        (reverse("participants:duplicate_list"), {}),
    ):
        assert client.get(address, asked).status_code == 200, address


def test_people_came_in_the_last_quarter(plan):
    count = count_attendance(scope_for(), Period(*plan.quarter()))

    assert count.total.reached > 0
    assert count.total.attendances >= count.total.reached


def test_the_same_seed_makes_the_same_rows(db):
    def made(seed):
        columns = ["participant__last_name", "attendance", "created_at", "event__title_sq", "age"]
        with transaction.atomic():
            make(Plan(date(2026, 3, 2), SCALE, seed))
            rows = list(Registration.objects.order_by("pk").values_list(*columns))
            transaction.set_rollback(True)
        return rows

    first = made(1)

    assert made(1) == first
    assert made(2) != first


def test_its_quarter_is_the_last_whole_one():
    assert Plan(date(2026, 11, 28)).quarter() == (date(2026, 7, 1), date(2026, 9, 30))
    assert Plan(date(2026, 1, 1)).quarter() == (date(2025, 10, 1), date(2025, 12, 31))
    assert Plan(date(2026, 4, 1)).quarter()[1] + timedelta(days=1) == date(2026, 4, 1)


@pytest.mark.more
def test_every_page_and_the_year_are_still_measured_on_it(plan, monkeypatch):
    # Benchmarks are run by hand and seldom: what keeps a page from its reader broke them unseen.
    monkeypatch.setattr(pages, "ROUNDS", 1)
    monkeypatch.setattr(unicef, "RUNS", 1)
    assert len(list(pages.measure())) == len(pages.pages(plan))
    assert [figure.what for figure in unicef.measure(unicef.set_up())][-1] == (
        "both: what freezing does"
    )
    event, reader = slow_line.register_of_60()
    assert Event.objects.visible_to(reader).filter(pk=event.pk).exists()

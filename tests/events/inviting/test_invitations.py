"""Invitations: who is told what, in which language, how often, and what nobody is told."""

import re
from contextlib import nullcontext
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.models import OutgoingMail, User
from events.event.services import delete_event
from events.inviting.mails import InvitationMail, write_mail
from events.inviting.notifying import notify_of_place
from events.inviting.outbox import queue_reminders
from events.inviting.services import answer_invitation, invitable, withdraw
from events.models import Event, Invitation
from events.series.services import change_series
from tests.accounts.factories import GrantFactory
from tests.events.factories import CentreFactory, RegistrationFactory, SeriesFactory
from tests.events.inviting.helping import (
    MONDAY,
    ahead,
    change,
    empty_outbox,
    entry_of,
    invite_all,
    move,
    newest,
    organisation_with_address,
    partner_user,
    status,
    subjects,
    token_for_contact,
    waiting,
)
from tests.often import MORE_ON_POSTGRESQL
from tests.partners.factories import OrganisationFactory
from tests.squeezing import squeezed

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL]


@pytest.fixture(autouse=True)
def _monday():
    """It is Monday 5 October 2026, 10:00 in Tirana, unless a test says otherwise."""
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def institution(centre):
    return organisation_with_address()


@pytest.fixture
def event(institution):
    return ahead(10, institution)


@pytest.fixture
def invitation(event, staff):
    """An invitation whose mail is out already."""
    (made,) = invite_all(event, staff)
    empty_outbox()
    return made


def say_yes(invitation, people=3):
    return answer_invitation(invitation=invitation, answer="yes", people=people, way="phone")


# Inviting


def test_contact_and_users_get_a_mail_each_in_their_language(staff):
    organisation = organisation_with_address(language="sq", name_sq="Bashkia", name_en="The town")
    partner_user(organisation, email="hana@tirana.example", language="en")

    invite_all(ahead(10, organisation), staff)

    mails = dict(waiting())
    assert set(mails) == {"info@tirana.example", "hana@tirana.example"}
    english, albanian = mails["hana@tirana.example"], mails["info@tirana.example"]
    assert english.subject == "Invitation: Meeting, Thursday, 15 October 2026, 10:00–12:00"
    assert "The town" in english.text
    assert "The hall" in english.text
    assert "Takim" in albanian.subject
    assert "Meeting" not in albanian.text + albanian.html + albanian.calendar
    assert "Salla" in albanian.text
    assert english.method == albanian.method == "PUBLISH"


def test_who_is_contact_and_user_gets_one_mail_in_the_language_of_the_user(staff):
    organisation = organisation_with_address("Hana@Tirana.example", language="sq")
    partner_user(organisation, email="hana@tirana.example", language="en")

    invite_all(ahead(10, organisation), staff)

    ((address, content),) = waiting()
    assert address == "hana@tirana.example"
    assert content.subject.startswith("Invitation: Meeting")


def test_users_without_a_password_inactive_ones_and_those_of_others_get_none(staff, institution):
    partner_user(institution, password="!", with_password=False)
    partner_user(institution, is_active=False)
    partner_user(OrganisationFactory())

    invite_all(ahead(10, institution), staff)

    assert [address for address, _content in waiting()] == ["info@tirana.example"]


def test_inactive_organisation_is_not_invited(staff):
    organisation = organisation_with_address(is_active=False)

    assert invite_all(ahead(10, organisation), staff) == []
    assert not waiting()


def test_organisation_that_became_inactive_is_told_nothing_more(event, invitation, staff):
    invitation.organisation.is_active = False
    invitation.organisation.save()

    move(event, staff)

    assert not waiting()


def test_organisation_with_two_parts_is_invited_once(event, institution, staff):
    event.parts.create(organisation=institution, part="host")

    assert len(invite_all(event, staff)) == 1
    assert invite_all(event, staff) == []
    assert len(waiting()) == 1


@pytest.mark.parametrize(
    ("days", "fields", "words"),
    [
        (10, {"status": "cancelled"}, "This event was cancelled or postponed."),
        (10, {"status": "postponed"}, "This event was cancelled or postponed."),
        (-1, {}, "This event is over."),
        (10, {"visibility": "centre"}, "Share it first"),
    ],
)
@pytest.mark.usefixtures("english")
def test_nobody_is_invited_to_what_is_off_over_or_not_shared(
    institution, staff, days, fields, words
):
    event = ahead(days, institution, **fields)

    with pytest.raises(ValidationError, match=words):
        invite_all(event, staff)

    assert not Invitation.objects.exists()
    assert not waiting()


def test_event_of_today_can_still_be_invited_to(institution, staff):
    assert len(invite_all(ahead(0, institution), staff)) == 1


def test_event_that_ended_today_takes_neither_invitations_nor_answers(institution, staff):
    event = ahead(0, institution)
    (made,) = invite_all(event, staff)
    other = OrganisationFactory()
    event.parts.create(organisation=other, part="invited")

    with time_machine.travel(event.ends_at, tick=False):
        with pytest.raises(ValidationError):
            invite_all(event, staff)
        with pytest.raises(ValidationError):
            answer_invitation(invitation=made, answer="yes", way="link")


def test_staff_send_the_invitations_from_the_page_of_the_event(client, event, staff):
    client.force_login(staff)

    response = client.post(reverse("events:invite", args=[event.pk]), follow=True)

    assert "1 organisation was invited." in response.content.decode()
    assert Invitation.objects.get().invited_by == staff


@pytest.mark.parametrize("name", ["invite", "invitation_withdraw"])
def test_staff_of_another_centre_can_neither_invite_nor_withdraw(
    client, invitation, coordinator, name
):
    coordinator.grants.update(centre=CentreFactory())
    client.force_login(coordinator)
    pk = invitation.event_id if name == "invite" else invitation.pk

    response = client.post(reverse(f"events:{name}", args=[pk]))

    assert response.status_code == 404
    assert not waiting()


# Changes


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"title_en": "Training"}, "Title: Meeting → Training"),
        ({"venue_en": "The park"}, "Where: The hall → The park"),
        (
            {"ends_at": MONDAY + timedelta(days=10, hours=3)},
            "When: Thursday, 15 October 2026, 10:00–12:00 → Thursday, 15 October 2026, 10:00–13:00",
        ),
    ],
)
def test_change_is_told_with_what_it_was_before(event, invitation, staff, fields, line):
    change(event, staff, **fields)

    ((_address, content),) = waiting()
    assert content.subject.startswith("Changed: ")
    assert line in content.text
    before, now = line.split(": ", 1)[1].split(" → ")
    assert f"<s>{before}</s> → {now}" in content.html
    assert content.text.count("→") == 1


def test_all_that_one_save_changes_is_one_mail(event, invitation, staff):
    change(event, staff, title_en="Training", venue_en="The park", ends_at=None)

    assert len(waiting()) == 1
    assert newest().text.count("→") == 3


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"aim_en": "KANARINA", "capacity": 5, "kind": "training", "results_en": "KANARINA"},
        {"visibility": "public"},
    ],
)
def test_change_of_what_is_not_told_sends_nothing(event, invitation, staff, fields):
    change(event, staff, **fields)

    assert not waiting()


def test_who_is_not_invited_is_told_nothing(event, invitation, staff):
    other = organisation_with_address("other@tirana.example")
    event.parts.create(organisation=other, part="funder")
    elsewhere = ahead(10, organisation_with_address("else@tirana.example"))
    invite_all(elsewhere, staff)
    empty_outbox()

    move(event, staff)

    assert [address for address, _content in waiting()] == ["info@tirana.example"]


def test_event_that_is_over_tells_nobody_of_its_change(event, invitation, staff):
    with time_machine.travel(MONDAY + timedelta(days=11), tick=False):
        change(event, staff, title_en="Training")

    assert not waiting()


@pytest.mark.parametrize(("by", "answer"), [("move", "none"), ("title", "yes")])
def test_answer_counts_no_more_only_where_the_time_moved(event, invitation, staff, by, answer):
    say_yes(invitation)

    if by == "move":
        move(event, staff)
    else:
        change(event, staff, title_en="Training")

    invitation.refresh_from_db()
    assert invitation.answer == answer
    assert (invitation.people is None) == (invitation.answered_at is None) == (by == "move")


def test_nothing_is_told_of_a_change_that_was_never_told(event, invitation, staff):
    """Moved to a wrong day that is over, and back: the wrong day went out in no mail."""
    move(event, staff, days=-30)
    move(event, staff, days=30)

    assert not waiting()


def test_time_that_moved_while_it_was_postponed_is_told_with_the_old_one(event, invitation, staff):
    status(event, "postponed", staff)
    move(event, staff, days=7)
    empty_outbox()

    status(event, "planned", staff)

    assert "Thursday, 15 October 2026, 10:00–12:00 → Thursday, 22 October" in newest().text
    invitation.refresh_from_db()
    assert invitation.answer == "none"


# Called off, planned again, deleted


@pytest.mark.parametrize(
    ("word", "subject"), [("cancelled", "Cancelled: Meeting"), ("postponed", "Postponed: Meeting")]
)
def test_event_that_is_called_off_is_told_once_and_takes_the_entry_away(
    event, invitation, staff, word, subject
):
    status(event, word, staff)
    change(event, staff, title_en="Training")

    ((_address, content),) = waiting()
    assert content.subject.startswith(subject)
    assert "Tell the centre that you know of it" in content.html
    method, entry = entry_of(content)
    assert (method, str(entry["status"])) == ("PUBLISH", "CANCELLED")


def test_postponed_event_that_is_then_cancelled_is_told_again(event, invitation, staff):
    status(event, "postponed", staff)
    empty_outbox()
    status(event, "cancelled", staff)

    assert [line.split(":")[0] for line in subjects()] == ["Cancelled"]


def test_event_that_is_planned_again_comes_back(event, invitation, staff):
    say_yes(invitation)
    status(event, "cancelled", staff)
    empty_outbox()

    status(event, "planned", staff)

    assert newest().subject.startswith("Takes place again: Meeting")
    assert str(entry_of(newest())[1]["status"]) == "CONFIRMED"
    invitation.refresh_from_db()
    assert invitation.answer == "yes"


def test_event_to_which_somebody_is_invited_is_cancelled_not_deleted(
    event, invitation, staff, english
):
    with pytest.raises(ValidationError, match="Organisations are invited"):
        delete_event(event=event, deleted_by=staff)

    assert Event.objects.filter(pk=event.pk).exists()
    withdraw(invitation=invitation)
    delete_event(event=event, deleted_by=staff)
    assert not Event.objects.filter(pk=event.pk).exists()


def test_event_that_cannot_be_deleted_tells_nobody(event, invitation, staff):
    RegistrationFactory(event=event)

    with pytest.raises(ValidationError):
        delete_event(event=event, deleted_by=staff)

    assert not waiting()
    assert Invitation.objects.exists()


# Withdrawing and inviting again


def test_withdrawn_invitation_is_told_once(invitation):
    withdraw(invitation=invitation)
    withdraw(invitation=Invitation.objects.get())

    ((_address, content),) = waiting()
    assert content.subject.startswith("Invitation withdrawn: Meeting")
    assert str(entry_of(content)[1]["status"]) == "CANCELLED"


def test_narrowed_event_withdraws_the_invitation(event, invitation, staff):
    change(event, staff, visibility="centre")

    assert newest().subject.startswith("Invitation withdrawn: Meeting")
    assert Invitation.objects.get().withdrawn_at is not None


def test_part_that_is_taken_away_withdraws_the_invitation(institution, staff):
    event = ahead(10, institution, visibility="partners")
    invite_all(event, staff)
    empty_outbox()

    change(event, staff, parts=[])

    assert newest().subject.startswith("Invitation withdrawn: Meeting")
    assert Invitation.objects.get().withdrawn_at is not None


def test_who_sees_the_event_no_more_is_not_told_what_it_became(event, invitation, staff):
    change(
        event,
        staff,
        visibility="centre",
        title_en="KANARINA",
        venue_en="KANARINA",
        starts_at=MONDAY + timedelta(days=20),
        ends_at=MONDAY + timedelta(days=20, hours=1),
    )

    ((_address, content),) = waiting()
    assert "KANARINA" not in str(content)
    _method, entry = entry_of(content)
    assert str(entry["summary"]) == "Invitation withdrawn: Meeting"
    assert entry["dtstart"].dt == MONDAY + timedelta(days=10)


def test_withdrawn_invitation_is_told_no_change(event, invitation, staff):
    withdraw(invitation=invitation)
    empty_outbox()

    move(event, staff)

    assert not waiting()


def test_who_was_withdrawn_can_be_invited_again_and_answers_anew(event, invitation, staff):
    say_yes(invitation)
    withdraw(invitation=invitation)
    empty_outbox()

    (again,) = invite_all(event, staff)

    assert again == invitation
    assert (again.answer, again.people, again.withdrawn_at) == ("none", None, None)
    assert newest().subject.startswith("Invitation: Meeting")


# Series


@pytest.fixture
def series(institution, staff, centre):
    """Four Tuesdays from 13 October, to each of which the institution is invited."""
    series = SeriesFactory(
        centre=centre,
        starts_on=date(2026, 10, 13),
        ends_on=date(2026, 11, 3),
        counts_from=date(2026, 10, 13),
        title_en="Meeting",
        visibility="all_partners",
    )
    change_series(series=series, first_event=None, changed_by=staff)
    for event in series.events.all():
        event.parts.create(organisation=institution, part="invited")
        invite_all(event, staff)
    empty_outbox()
    return series


def change_all(series, staff, **fields):
    for name, value in fields.items():
        setattr(series, name, value)
    first = series.events.order_by("starts_at").first()
    change_series(series=series, first_event=first, changed_by=staff)


def test_series_that_moves_tells_each_event_that_moved(series, staff):
    change_all(series, staff, rule="FREQ=WEEKLY;BYDAY=WE")

    assert [line.split(", ")[2] for line in sorted(subjects())] == [
        "3 November 2026",  # no day is left for it
        "14 October 2026",
        "21 October 2026",
        "28 October 2026",
    ]
    assert sum(line.startswith("Changed: Meeting") for line in subjects()) == 3


def test_series_that_ends_earlier_tells_that_the_last_event_is_gone(series, staff):
    last = series.events.order_by("starts_at").last()
    RegistrationFactory(event=series.events.order_by("-starts_at")[1], source="manual")

    change_all(series, staff, ends_on=date(2026, 10, 20))

    assert len(subjects()) == 2
    assert all(line.startswith("Cancelled: Meeting") for line in subjects())
    assert Event.objects.get(pk=last.pk).status == "cancelled"  # who cannot be mailed is called


def test_series_that_only_the_centre_sees_withdraws(series, staff):
    change_all(series, staff, visibility="centre")

    assert len(waiting()) == 4
    assert all(line.startswith("Invitation withdrawn") for line in subjects())


def test_series_whose_aim_changes_tells_nobody(series, staff):
    change_all(series, staff, kind="training")

    assert not waiting()


# Reminders


def at(days, hour, minute=0):
    """The clock of Tirana so many days after the Monday."""
    by = timedelta(days=days, hours=hour - 10, minutes=minute)
    return time_machine.travel(MONDAY + by, tick=False)


def test_reminder_is_written_from_nine_on_the_day_before_and_once(event, invitation):
    for moment in (at(8, 23), at(9, 8, 59)):
        with moment:
            assert queue_reminders() == 0
    with at(9, 9):
        assert queue_reminders() == 1
    with at(9, 18):
        assert queue_reminders() == 0

    ((_address, content),) = waiting()
    assert content.subject.startswith("Tomorrow: Meeting")
    assert "/calendar/answer/" in content.text


@pytest.mark.parametrize(("answer", "number"), [("yes", 1), ("maybe", 1), ("no", 0)])
def test_who_declined_is_not_reminded(invitation, answer, number):
    answer_invitation(invitation=invitation, answer=answer, way="phone")

    with at(9, 9):
        assert queue_reminders() == number


def test_moved_event_is_reminded_of_again(event, invitation, staff):
    with at(9, 9):
        queue_reminders()
        move(event, staff, days=2)
    empty_outbox()

    with at(11, 9):
        assert queue_reminders() == 1

    assert "17 October 2026" in newest().subject


def test_nobody_is_reminded_of_what_is_off_or_withdrawn(event, institution, invitation, staff):
    status(event, "postponed", staff)
    other = ahead(10, institution)
    withdraw(invitation=invite_all(other, staff)[0])

    with at(9, 9):
        assert queue_reminders() == 0


# What is not told


def test_sensitive_event_tells_neither_title_nor_place_in_any_mail(institution, staff):
    event = ahead(
        10,
        institution,
        is_sensitive=True,
        **dict.fromkeys(("title_sq", "title_en", "venue_sq", "venue_en"), "KANARINA"),
    )
    event.centre.address = "KANARINA"
    event.centre.save()
    acts = {
        "Invitation": lambda: invite_all(event, staff),
        "Changed": lambda: move(event, staff),
        "Tomorrow": queue_reminders,
        "Cancelled": lambda: status(event, "cancelled", staff),
        "Takes place again": lambda: status(event, "planned", staff),
        "Invitation withdrawn": lambda: withdraw(invitation=Invitation.objects.get()),
    }
    for kind, act in acts.items():
        with at(10, 9) if kind == "Tomorrow" else nullcontext():
            act()
        ((_address, content),) = empty_outbox()
        assert content.subject.startswith(f"{kind}: Activity"), kind
        assert "KANARINA" not in str(content)
        assert "LOCATION" not in content.calendar


@pytest.mark.parametrize("visibility", ["all_partners", "centre"])
def test_event_that_becomes_sensitive_repeats_its_old_words_in_no_mail(
    event, invitation, staff, visibility
):
    change(event, staff, is_sensitive=True, visibility=visibility)

    ((_address, content),) = waiting()
    assert "Activity" in content.subject
    for words in ("Meeting", "Takim", "The hall", "Salla", "LOCATION"):
        assert words not in str(content)


def test_event_that_is_sensitive_no_more_is_told_by_its_title(institution, staff):
    event = ahead(10, institution, is_sensitive=True)
    invite_all(event, staff)
    empty_outbox()

    change(event, staff, is_sensitive=False)

    assert "Title: Activity → Meeting" in newest().text


def test_mail_names_nobody_and_tells_nothing_else_of_the_event(institution, staff):
    event = ahead(10, institution, aim_en="KANARINA", next_steps_en="KANARINA")
    registration = RegistrationFactory(event=event)
    partner_user(institution, name="KANARINA")

    invite_all(event, staff)
    move(event, staff)

    for _address, content in waiting():
        assert "KANARINA" not in str(content)
        assert registration.participant.last_name not in str(content)


def test_no_mail_shows_the_address_of_another(institution, staff):
    partner_user(institution, email="hana@tirana.example")

    invite_all(ahead(10, institution), staff)

    for address, content in waiting():
        (other,) = {"info@tirana.example", "hana@tirana.example"} - {address}
        assert other not in str(content)


def test_title_cannot_add_markup_or_lines(institution, staff):
    title = "<b>x</b>\r\nATTENDEE:mailto:x@y.example"

    invite_all(ahead(10, institution, title_en=title), staff)

    content = newest()
    assert "<b>" not in content.html
    assert "\r\nATTENDEE:mailto:x@" not in content.calendar
    assert "<b>x</b>" in content.text


# The outbox


def test_what_is_rolled_back_leaves_no_mail(event, invitation, staff):
    with transaction.atomic():
        move(event, staff)
        assert waiting()
        transaction.set_rollback(True)

    assert not waiting()
    invitation.refresh_from_db()
    assert invitation.told["starts_at"].startswith("2026-10-15")


def test_no_save_touches_the_mail_server(settings, event, staff):
    settings.EMAIL_BACKEND = "a.backend.that.does.not.exist"

    invite_all(event, staff)
    move(event, staff)

    assert OutgoingMail.objects.count() == 1
    assert not mail.outbox


def test_mail_is_worth_nothing_once_the_day_is_over(event, staff):
    invite_all(event, staff)

    assert OutgoingMail.objects.get().useless_after == MONDAY.replace(day=15, hour=22)


def test_organisation_without_an_address_is_invited_without_a_mail(staff):
    organisation = OrganisationFactory()
    event = ahead(10, organisation)

    assert len(invite_all(event, staff)) == 1
    move(event, staff)

    assert not waiting()
    assert User.objects.acting_for(organisation).count() == 0


def test_host_is_not_invited_to_its_own_event(event, institution, staff):
    host = organisation_with_address("host@tirana.example")
    event.parts.create(organisation=host, part="host")

    assert host not in invitable(event)


def test_mail_that_waits_names_no_event_that_became_sensitive(event, institution, staff):
    invite_all(event, staff)

    change(event, staff, is_sensitive=True)

    ((_address, content),) = waiting()
    assert "Activity" in content.subject


def test_who_is_invited_for_tomorrow_is_not_reminded_at_once(institution, staff):
    event = ahead(10, institution)
    with at(9, 10):
        invite_all(event, staff)
        empty_outbox()

        assert queue_reminders() == 0


def test_organisation_that_has_no_part_any_more_is_not_expected(event, invitation, staff):
    change(event, staff, parts=[])

    assert newest().subject.startswith("Invitation withdrawn")
    assert Invitation.objects.get().withdrawn_at is not None


def test_event_of_several_days_that_is_called_off_while_it_runs_is_told(institution, staff):
    event = ahead(10, institution, ends_at=MONDAY + timedelta(days=12))
    invite_all(event, staff)
    empty_outbox()

    with at(11, 9):
        status(event, "cancelled", staff)

    assert newest().subject.startswith("Cancelled")


def test_who_is_still_invited_by_another_organisation_keeps_the_entry(institution, staff):
    other = organisation_with_address("other@tirana.example")
    user = partner_user(institution)
    GrantFactory(user=user, role="partner", organisation=other)
    event = ahead(10, institution, other)
    invite_all(event, staff)
    empty_outbox()

    withdraw(invitation=Invitation.objects.get(organisation=institution))

    assert [address for address, _content in waiting()] == ["info@tirana.example"]


def test_other_address_of_the_centre_is_told_to_those_who_come_there(client, institution, admin):
    event = ahead(10, institution, venue_sq="", venue_en="")
    invite_all(event, admin)
    empty_outbox()
    event.centre.address_en = "Another street"
    event.centre.save()

    notify_of_place(event.centre)

    assert "Another street" in newest().text


def test_each_choice_of_the_mail_has_a_button_that_keeps_nothing_by_itself(
    client, event, invitation, staff
):
    content = write_mail(InvitationMail.INVITATION, invitation, event, "info@tirana.example", "en")

    buttons = r'class="button"\s+href="[^"?]+\?answer=(\w+)"'
    answers = re.findall(buttons, squeezed(content.html))
    assert answers == ["yes", "maybe", "no"]
    assert '<meta name="viewport"' in content.html
    assert content.html.count("<h1>") == content.html.count("<main>") == 1
    assert "because you speak for" in content.html
    assert "because you speak for" in content.text
    url = reverse("answer_by_link", args=[token_for_contact(invitation)])
    page = client.get(url + "?answer=no")
    assert page.context["form"].initial["answer"] == "no"
    assert Invitation.objects.get(pk=invitation.pk).answer == "none"
    assert "answer" not in client.get(url + "?answer=nonsense").context["form"].initial

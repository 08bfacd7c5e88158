"""Before a file is imported: who would be told of the events that it changes, or nobody."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from accounts.models import User
from background.models import StartedTask
from events.importing import pacing, tasks
from events.importing.applied import applying
from events.importing.files import reading
from events.inviting.asking import Notification
from events.inviting.calling import invitations_ahead
from events.inviting.notifying import would_notify
from events.inviting.services import note_notified
from events.models import Event, EventOrganisation, Import, Invitation
from tests.background import sample
from tests.events.importing.import_files import attendance, csv_file, load
from tests.events.inviting.helping import (
    ahead,
    change,
    empty_outbox,
    invite_all,
    organisation_with_address,
    partner_user,
    subjects,
    waiting,
)
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock"), MORE_ON_POSTGRESQL]
IMPORT, APPLY = reverse("events:import"), reverse("events:import_apply")
BAD = attendance("Tjetër", "2021-10-04 10:00", last_name="Gjoni", age="-4", attendance="absent")


def row(**said):
    """Ana is expected at the meeting of the tests, of which the file says what is `said`."""
    return attendance("Takimi", "2026-10-15 10:00", **{"attendance": "unmarked"} | said)


RENAMED = [row(title_en="Training", title_sq="Trajnim")]


@pytest.fixture
def event(staff, clock):
    """The police has an address, the school has none; both know of it."""
    police = organisation_with_address(
        "police@tirana.example", name_en="The police", name_sq="Policia"
    )
    school = organisation_with_address("", name_en="The school")
    event = ahead(10, police, school, import_key="Takimi")
    for invitation in invite_all(event, staff):
        note_notified(invitation=invitation)
    empty_outbox()
    clock.shift(60)
    return event


@pytest.fixture
def desk(client, staff, event):
    client.force_login(staff)
    return client


def text(response):
    return response.content.decode()


def check(client, rows=RENAMED):
    return client.post(IMPORT, {"file": SimpleUploadedFile("list.csv", csv_file(rows))})


def answers_of(response):
    """{"tell": the value of that button, "quietly": …} on the page that asks."""
    return {
        w: v for v, w in re.findall(r'name="telling"\s+value="((\w+):[\d,/]+)"', text(response))
    }


def decide(client, checked, word=None, **sent):
    telling = {"telling": answers_of(checked)[word]} if word else {}
    return client.post(APPLY, {"upload": checked.context["token"], **telling, **sent}, follow=True)


def invite_a_third(event, staff):
    third = organisation_with_address("third@tirana.example", name_en="The third")
    event.parts.create(organisation=third, part="invited")
    invite_all(event, staff)
    empty_outbox()


def title_of(event):
    return Event.objects.get(pk=event.pk).title_en


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Who is told of it?", "The police", "Import the one row and tell them"]),
        ("sq", ["Kush njoftohet?", "Policia", "Importo rreshtin pa njoftuar askënd"]),
    ],
)
def test_the_check_names_who_would_be_told_and_asks(desk, staff, event, language, words):
    User.objects.filter(pk=staff.pk).update(language=language)

    checked = check(desk)

    assert [word for word in words if escape(word) not in text(checked)] == []
    assert set(answers_of(checked)) == {"tell", "quietly"}
    telling = checked.context["notification"]
    assert [row.name_en for row in telling.mailed.values()] == ["The police"]
    assert [row.name_en for row in telling.called.values()] == ["The school"]
    assert title_of(event) == "Meeting"
    assert not waiting()


def test_told_they_get_a_mail_and_it_says_how_many(desk, event):
    done = decide(desk, check(desk), "tell")

    assert title_of(event) == "Training"
    assert [address for address, _content in waiting()] == ["police@tirana.example"]
    assert "1 organisation will be told by email." in text(done)
    assert "1 organisation without email must be telephoned." in text(done)


def test_quietly_there_is_no_mail_and_no_call_and_the_next_change_says_all(desk, event, staff):
    done = decide(desk, check(desk), "quietly")

    assert title_of(event) == "Training"
    assert "Nobody was told of it." in text(done)
    assert not waiting()
    assert [row.calls for row in invitations_ahead(staff)] == [[], []]
    assert set(Invitation.objects.values_list("quiet_by", flat=True)) == {staff.pk}

    change(event, staff, venue_en="The library", venue_sq="Biblioteka")
    (content,) = [content for _address, content in waiting()]
    assert "Title: Meeting → Training" in content.text
    assert "Where: The hall → The library" in content.text


@pytest.mark.parametrize("said", ["", "tell", "tell:", "quietly:", "shout:1/2", "tell:²,/x"])
def test_without_an_answer_nothing_is_imported_and_it_is_asked_again(desk, event, said):
    asked = decide(desk, check(desk), telling=said)

    assert "Nothing was imported: say whether to tell them." in text(asked)
    assert title_of(event) == "Meeting"
    assert not waiting()
    decide(desk, asked, "tell")
    assert title_of(event) == "Training"


@pytest.mark.parametrize("word", ["tell", "quietly"])
def test_who_was_not_shown_is_asked_about_first(desk, event, staff, word):
    checked = check(desk)
    invite_a_third(event, staff)

    asked = decide(desk, checked, word)

    assert "The third" in text(asked)
    assert "Nothing was imported: say whether to tell them." in text(asked)
    assert title_of(event) == "Meeting"
    assert not waiting()
    assert not Invitation.objects.exclude(quietly=None)


def test_who_must_be_telephoned_now_was_not_shown_so(desk, event):
    checked = check(desk)
    police = event.invitations.get(organisation__name_en="The police").organisation
    police.contact_email = ""
    police.save()

    assert "say whether to tell them" in text(decide(desk, checked, "tell"))
    assert title_of(event) == "Meeting"


def test_who_need_not_be_told_any_more_stops_nothing(desk, event):
    checked = check(desk)
    event.invitations.get(organisation__name_en="The school").delete()

    decide(desk, checked, "tell")

    assert title_of(event) == "Training"


def test_who_is_invited_while_the_file_is_imported_is_not_told_unasked(
    desk, event, staff, monkeypatch
):
    checked = check(desk)
    begin = applying.Applier.__init__

    def begin_late(self, *given, **named):
        begin(self, *given, **named)
        invite_a_third(event, staff)

    monkeypatch.setattr(applying.Applier, "__init__", begin_late)

    done = decide(desk, checked, "tell")

    assert "Import it again" in text(done)
    assert title_of(event) == "Meeting"
    assert not waiting()


@pytest.mark.parametrize(
    "rows",
    [
        [row()],  # nothing of the event changes
        [row(title_en="Meeting", project="")],
        [row(kind="training")],  # nobody outside sees that
        [attendance("Tjetër", "2026-10-16 10:00", attendance="unmarked")],
    ],
)
def test_where_nobody_would_be_told_nothing_is_asked(desk, rows):
    checked = check(desk, rows)

    assert checked.context["notification"] is None
    assert not answers_of(checked)
    assert "The import of 1 row " in text(decide(desk, checked))


def test_what_is_over_is_asked_about_no_more(desk, event, staff, clock):
    clock.shift(20 * 24 * 3600)
    desk.force_login(staff)

    checked = check(desk, [row(title_en="Training", title_sq="Trajnim", attendance="present")])

    assert checked.context["notification"] is None


def test_the_good_rows_alone_are_asked_about_in_those_words(desk, event):
    checked = check(desk, [*RENAMED, BAD])

    assert "Import the one good row and tell them" in text(checked)
    assert "Import the one good row without telling anybody" in text(checked)
    decide(desk, checked, "tell", rows="good")
    assert title_of(event) == "Training"


def test_a_cancellation_by_a_file_asks_too(desk, event):
    load([row()])
    checked = check(desk, [row(status="cancelled")])

    decide(desk, checked, "tell")

    assert [line.split(":")[0] for line in subjects()] == ["Cancelled"]


# The long way


def by_worker(client, response):
    client.get(response.url)
    sample.work()
    return client.get(StartedTask.objects.order_by("-pk")[0].url)


@pytest.fixture
def long_way(desk, monkeypatch):
    """Where each file is a long one."""
    monkeypatch.setattr(reading, "FEW_ROWS", 0)
    return desk


def start(client, checked, telling):
    return client.post(APPLY, {"upload": checked.context["token"], "telling": telling})


@pytest.mark.parametrize(("word", "mails"), [("tell", 1), ("quietly", 0)])
def test_the_worker_asks_and_does_as_it_was_answered(long_way, event, word, mails):
    checked = by_worker(long_way, check(long_way))
    assert "The police" in text(checked)

    asked = by_worker(long_way, start(long_way, checked, ""))
    assert "Nothing was imported: say whether to tell them." in text(asked)
    assert title_of(event) == "Meeting"
    by_worker(long_way, start(long_way, asked, answers_of(asked)[word]))

    assert title_of(event) == "Training"
    assert len(waiting()) == mails


def test_an_import_that_was_cut_off_goes_on_with_the_same_answer(desk, event, staff, monkeypatch):
    """The first run told the school and the police of one event, and died before the other."""
    police, school = Invitation.objects.order_by("organisation__name_en").values_list(
        "organisation", flat=True
    )
    other = ahead(11, import_key="Dy")
    EventOrganisation.objects.create(event=other, organisation_id=school, part="invited")
    invite_all(other, staff)
    Invitation.objects.update(before=None)
    second = attendance("Dy", "2026-10-16 10:00", attendance="unmarked", title_en="Trip")
    content = csv_file([*RENAMED, second])
    answer = f"tell:{police}/{school}"
    how = {"content": content, "user": staff, "log": lambda *_args, **_named: None}
    options = {"centre": "engjejt-e-vegjel", "project_code": "", "create_projects": False}
    write = applying.Applier._write

    def write_once(self, *given):
        write(self, *given)
        if title_of(event) == "Training":
            raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(pacing, "PART", 1)
        broken.setattr(applying.Applier, "_write", write_once)
        with pytest.raises(ZeroDivisionError):
            tasks.run(options=options, telling=answer, **how)
    assert (title_of(event), title_of(other)) == ("Training", "Meeting")

    tasks.run(options=options, telling=answer, **how)

    assert title_of(other) == "Trip"
    assert len(waiting()) == 1


# By itself


def test_the_command_tells_and_asks_nobody(event, tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes(csv_file(RENAMED))

    call_command("import_attendance", str(file))

    assert title_of(event) == "Training"
    assert len(waiting()) == 1


def test_an_answer_of_another_shape_is_refused_by_the_import_itself(event):
    assert load(RENAMED, telling="tell:").asks_telling
    assert not load(RENAMED, telling=None).is_refused


# What is worked out is what is done


def unread(event, staff):
    """Nobody has read the invitation: it is written anew, which is no news to anybody."""
    Invitation.objects.all().delete()
    invite_all(event, staff)


def not_shared(event, staff):
    Event.objects.filter(pk=event.pk).update(visibility="centre")


def no_part_any_more(event, staff):
    event.parts.all().delete()


def called_off_before(event, staff):
    """The police got that mail; whether anybody called the school, nobody noted."""
    load([row()])
    change(event, staff, status="cancelled")
    empty_outbox()


def renamed_quietly_before(event, staff):
    checked = {"title_en": "Training", "title_sq": "Trajnim"}
    Event.objects.filter(pk=event.pk).update(**checked)
    for invitation in event.invitations.all():
        invitation.quietly = invitation.told | checked
        invitation.save()


def withdrawn(event, staff):
    event.invitations.update(withdrawn_at="2026-10-05T08:00Z")


@pytest.mark.parametrize(
    ("happens", "told"),
    [
        (unread, 0),
        (not_shared, 2),
        (no_part_any_more, 2),
        (called_off_before, 1),
        (renamed_quietly_before, 0),
        (withdrawn, 0),
        (lambda *_given: None, 2),
    ],
)
def test_who_would_be_told_is_who_is_told(event, staff, happens, told):
    happens(event, staff)

    shown = load(RENAMED, dry_run=True).would_tell
    ids = "/".join(",".join(map(str, shown[way])) for way in ("mailed", "called"))
    done = load(RENAMED, telling=f"tell:{ids}")

    assert len(shown["mailed"] + shown["called"]) == told
    with override("en"):
        assert done.told == Notification(**shown).in_words
    assert title_of(event) == "Training"


def test_working_it_out_takes_a_bounded_number_of_reads(event, staff, centre):
    def asked(number):
        events = []
        for day in range(number):
            organisation = organisation_with_address(f"o{day}-{number}@tirana.example")
            partner_user(organisation)
            made = ahead(20 + day, organisation, venue_sq="", venue_en="")
            invite_all(made, staff)
            events.append(made)
        empty_outbox()
        events = list(Event.objects.filter(pk__in=[row.pk for row in events]))
        for row in events:
            row.title_en = "Training"
        with CaptureQueriesContext(connection) as queries:
            telling = would_notify(events)
        assert len(telling.mailed) == number
        assert all(query["sql"].startswith("SELECT") for query in queries)
        assert not any("FOR " in query["sql"] for query in queries)
        return len(queries)

    assert asked(1) == asked(5) == 4


def test_an_undoing_asks_too_and_tells_as_it_was_answered(desk, event, staff):
    before = event.title_en
    load(RENAMED, user=staff)
    imported = Import.objects.get()
    empty_outbox()
    page = reverse("events:import_undo", args=[imported.pk])

    answers = answers_of(desk.get(page))
    assert set(answers) == {"tell", "quietly"}
    desk.post(page)  # without an answer nothing that would be told is put back
    assert Event.objects.get().title_en == "Training"
    assert not waiting()

    desk.post(page, {"telling": answers["quietly"]})

    assert Event.objects.get().title_en == before
    assert not waiting()
    assert Import.objects.get().undone_at

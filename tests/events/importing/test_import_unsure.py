"""Lines of whom somebody known may be meant: asked about, decided once, and never joined unsaid."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessLog
from accounts.reading.shown_people import one_of
from events.importing.applied.applying import Applier
from events.importing.files import reading
from events.importing.undoing.services import undo_import
from events.importing.unsure import lines
from events.models import Event, Import, ImportedRow, Registration
from participants.models import Participant, PossibleDuplicate
from tests.conftest import user_with
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.events.importing.import_files import attendance, csv_file, load
from tests.events.importing.test_import_tasks import outcome
from tests.often import MORE_ON_POSTGRESQL
from tests.participants.factories import ParticipantFactory
from tests.squeezing import squeezed

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL]
IMPORT, APPLY = reverse("events:import"), reverse("events:import_apply")
ANSWER = reverse("events:import_answer")
DAY = "2021-11-06 10:00"
TEUTA = attendance(starts_at=DAY, first_name="Teuta", last_name="Gjoni")
AFRIM = attendance(starts_at=DAY, first_name="Afrim", last_name="Prifti")


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def teuta(centre):
    return known(centre)


def known(centre, **facts):
    facts = {"first_name": "Teuta", "last_name": "Gjoni", "birth_year": 2010, "sex": "F"} | facts
    return ParticipantFactory(centre=centre, **facts)


def send(client, *rows):
    return client.post(IMPORT, {"file": SimpleUploadedFile("list.csv", csv_file(rows))})


def say(client, page, *decided, **more):
    """Answer the lines of a page in their order: people, "new", or None to leave one."""
    asked = page.context["asked"]
    form = {"upload": page.context["token"], "offered": asked.offer, **more}
    lines = [*asked.clashing, *asked.waiting, *asked.settled]
    for line, who in zip(lines, decided, strict=False):
        if who is not None:
            form[line.name] = getattr(who, "pk", who)
    return client.post(ANSWER, form)


def apply(client, page, **more):
    return client.post(APPLY, {"upload": page.context["token"], **more})


def participants(page):
    return page.context["result"].counts["participants"]


def test_known_name_without_birth_data_waits_and_is_not_new(desk, teuta):
    page = send(desk, TEUTA, AFRIM)

    [line] = page.context["asked"].waiting
    assert (line.rows, line.words, line.people) == (["2"], "Teuta Gjoni", [teuta])
    text = page.content.decode()
    assert "1 created, 0 known already, 1 to be decided" in text
    assert "2010" in text
    assert "checked" not in text.partition("unsure-head")[2]
    refused = apply(desk, page)
    assert "say first who everybody is" in refused.content.decode()
    assert not Event.objects.exists()
    assert Participant.objects.count() == 1


def test_somebody_chosen_is_used_and_only_their_blanks_are_filled(desk, teuta):
    told = {"father_name": "Agim", "phone": "069 234 5678"}
    page = send(desk, TEUTA | told | {"first_name": "Teutaa"})

    checked = say(desk, page, teuta)
    assert participants(checked) == {"created": 0, "matched": 1}
    assert not Event.objects.exists()
    apply(desk, checked)

    assert Registration.objects.get().participant == teuta
    assert ImportedRow.objects.get().person == teuta.pk
    teuta.refresh_from_db()
    assert (teuta.first_name, teuta.father_name, teuta.birth_year) == ("Teuta", "Agim", 2010)
    assert not PossibleDuplicate.objects.exists()


@pytest.mark.parametrize("name", ["", "p1"])
def test_same_file_again_asks_nothing(desk, teuta, name):
    row = TEUTA | {"person": name}
    apply(desk, say(desk, send(desk, row), teuta))

    again = send(desk, row)
    longer = send(desk, row, row | {"event": "Tjetër"})

    assert again.context["asked"] is longer.context["asked"] is None
    assert participants(again) == participants(longer) == {"created": 0, "matched": 1}
    apply(desk, longer)
    assert set(Registration.objects.values_list("participant", flat=True)) == {teuta.pk}


def test_somebody_new_is_new_and_not_asked_about_again(desk, teuta):
    checked = say(desk, send(desk, TEUTA), "new")
    assert participants(checked) == {"created": 1, "matched": 0}
    assert checked.context["result"].possible_duplicates == 0
    apply(desk, checked)

    new = Registration.objects.get().participant
    assert new != teuta
    pair = PossibleDuplicate.objects.get()
    assert (pair.first_id, pair.second_id, pair.is_different) == (teuta.pk, new.pk, True)
    assert send(desk, TEUTA).context["asked"] is None


def test_one_name_twice_in_a_file_is_one_decision(desk, teuta):
    page = send(desk, TEUTA, TEUTA | {"event": "Tjetër"})

    [line] = page.context["asked"].waiting
    assert line.rows == ["2", "3"]
    apply(desk, say(desk, page, teuta))
    assert [row.participant for row in Registration.objects.all()] == [teuta, teuta]


def test_two_of_one_name_are_both_offered_and_told_apart(desk, centre, teuta):
    younger = known(centre, birth_year=2015)
    for person in (teuta, younger):
        RegistrationFactory(participant=person, event__centre=centre, present=True)

    page = send(desk, TEUTA)

    [line] = page.context["asked"].waiting
    assert line.people == [teuta, younger]
    text = page.content.decode()
    assert "2010" in text
    assert "2015" in text
    assert text.count("seen 1 time") == 2
    assert say(desk, page, younger).context["asked"].settled[0].decided == str(younger.pk)


def test_facts_that_contradict_keep_people_apart(desk, teuta):
    other_years = TEUTA | {"birth_year": "1980"}
    sister = TEUTA | {"first_name": "Vera", "birth_year": "2010"}

    page = send(desk, other_years, sister)

    assert page.context["asked"] is None
    assert participants(page) == {"created": 2, "matched": 0}


def test_what_is_left_open_is_asked_again_and_what_was_decided_stays(desk, centre, teuta):
    afrim = known(centre, first_name="Afrim", last_name="Prifti", sex="M")
    page = say(desk, send(desk, TEUTA, AFRIM), teuta)

    asked = page.context["asked"]
    assert [line.people for line in asked.waiting] == [[afrim]]
    assert [line.decided for line in asked.settled] == [str(teuta.pk)]
    assert "Say of each of these lines" in page.content.decode()
    apply(desk, page)
    assert not Event.objects.exists()
    apply(desk, say(desk, page, afrim))
    assert set(Registration.objects.values_list("participant", flat=True)) == {teuta.pk, afrim.pk}


def test_all_others_are_new_in_one_press_as_possible_duplicates(desk, centre, teuta):
    afrim = known(centre, first_name="Afrim", last_name="Prifti", sex="M")
    page = say(desk, send(desk, TEUTA, AFRIM), teuta, others="new")

    assert participants(page) == {"created": 1, "matched": 1}
    assert page.context["result"].possible_duplicates == 1
    assert say(desk, page, others="ask").context["result"].waiting == 1
    apply(desk, say(desk, page, others="new"))

    assert Registration.objects.filter(participant=teuta).exists()
    pair = PossibleDuplicate.objects.get()
    assert (pair.first_id, pair.is_different) == (afrim.pk, False)


def test_two_lines_of_one_meeting_given_to_one_person_say_so_and_stay_decided(desk, teuta):
    page = send(desk, TEUTA, TEUTA | {"last_name": "Gjonni"})

    both = say(desk, page, teuta, teuta)

    assert [row for row, _column, _why in both.context["problems"]] == [2, 3]
    one, other = both.context["asked"].clashing
    assert both.context["asked"].settled == []
    assert one.fault.startswith("Row 3 of the same meeting is this person too")
    assert other.fault.startswith("Row 2 of the same meeting is this person too")
    text = squeezed(both.content.decode())
    assert text.count(f'value="{teuta.pk}" id="{one.name}-{teuta.pk}" checked') == 1
    assert text.count(f'value="{teuta.pk}" id="{other.name}-{teuta.pk}" checked') == 1
    assert "Some lines cannot be the person whom you chose" in text
    apply(desk, both)
    assert not Event.objects.exists()
    changed = say(desk, both, teuta, "new")
    assert not changed.context["problems"]
    assert changed.context["asked"].clashing == []
    assert "cannot be the person" not in changed.content.decode()
    assert participants(changed) == {"created": 1, "matched": 1}


def test_somebody_chosen_who_stands_in_another_row_of_the_meeting_is_said_too(desk, centre):
    teuta, same = known(centre, sex="female"), {"birth_year": "2010", "sex": "F"}
    page = send(desk, TEUTA | same, TEUTA | {"last_name": "Gjonni"})

    [line] = say(desk, page, teuta).context["asked"].clashing

    assert (line.rows, line.decided) == (["3"], str(teuta.pk))
    assert "Row 2 of the same meeting" in line.fault


def test_one_person_in_lines_of_two_meetings_is_no_clash(desk, teuta):
    page = send(desk, TEUTA, TEUTA | {"event": "Tjetër", "last_name": "Gjonni"})

    checked = say(desk, page, teuta, teuta)

    assert checked.context["asked"].clashing == []
    assert participants(checked) == {"created": 0, "matched": 1}


def test_forged_choice_is_refused(desk, centre, teuta):
    stranger = known(CentreFactory())
    unlike = known(centre, first_name="Drita", last_name="Shehu")
    page = send(desk, TEUTA)
    assert [line.people for line in page.context["asked"].waiting] == [[teuta]]

    for forged in (stranger, unlike, 0, "old"):
        assert say(desk, page, forged).status_code == 400
    form = {"upload": page.context["token"], "offered": "forged"}
    assert desk.post(ANSWER, form).status_code == 302

    assert apply(desk, page).context["result"].waiting == 1
    assert not Event.objects.exists()


def test_offer_of_one_file_is_none_of_another(desk, teuta):
    first = send(desk, TEUTA)
    second = send(desk, TEUTA, AFRIM)
    form = {"upload": second.context["token"], "offered": first.context["asked"].offer}

    assert desk.post(ANSWER, form).status_code == 302
    assert apply(desk, second).context["result"].waiting == 1


def test_who_was_merged_meanwhile_is_followed(desk, centre, teuta):
    page = say(desk, send(desk, TEUTA), teuta)
    kept = known(centre)
    Participant.objects.filter(pk=teuta.pk).update(merged_into=kept)

    apply(desk, page)

    assert Registration.objects.get().participant == kept


def test_who_is_out_of_reach_meanwhile_is_asked_about_again(desk, teuta):
    page = say(desk, send(desk, TEUTA), teuta)
    Participant.objects.filter(pk=teuta.pk).update(centre=CentreFactory())

    refused = apply(desk, page)

    assert "say first who everybody is" in refused.content.decode()
    [line] = refused.context["asked"].waiting
    assert line.people == []
    assert not Event.objects.exists()
    assert participants(say(desk, refused, "new")) == {"created": 1, "matched": 0}


@pytest.mark.parametrize("what", ["merged", "moved"])
def test_who_changes_while_it_is_imported_stops_it(desk, centre, teuta, monkeypatch, what):
    page = say(desk, send(desk, TEUTA), teuta)
    write = Applier.apply

    def after_somebody_else(self):
        change = {"merged_into": known(centre)} if what == "merged" else {"centre": CentreFactory()}
        Participant.objects.filter(pk=teuta.pk).update(**change)
        write(self)

    monkeypatch.setattr(Applier, "apply", after_somebody_else)
    apply(desk, page)

    assert "Something was changed" in desk.get(IMPORT).content.decode()
    assert not Event.objects.exists()


def test_names_on_the_page_count_as_shown_and_secret_meetings_are_not_counted(desk, teuta):
    RegistrationFactory(
        participant=teuta,
        event=EventFactory(centre=teuta.centre, is_sensitive=True),
        present=True,
    )

    page = send(desk, TEUTA)

    assert "seen 0 times" in page.content.decode()
    assert AccessLog.objects.filter(people__contains=one_of(teuta.pk)).exists()


def test_command_asks_nothing(teuta):
    result = load([TEUTA])

    assert result.counts["participants"] == {"created": 1, "matched": 0}
    assert result.possible_duplicates == 1
    assert not PossibleDuplicate.objects.get().is_different


def test_undoing_takes_back_what_was_decided(desk, staff, teuta):
    page = send(desk, TEUTA | {"phone": "069 234 5678"}, TEUTA | {"last_name": "Gjonni"})
    apply(desk, say(desk, page, teuta, "new"))
    assert Participant.objects.count() == 2

    undo_import(imported=Import.objects.get(), by=staff)

    assert Participant.objects.get() == teuta
    assert Participant.objects.get().phone == ""
    assert not PossibleDuplicate.objects.exists()
    assert send(desk, TEUTA).context["result"].waiting == 1


def test_fifty_lines_cost_as_many_questions_as_five(desk, centre, monkeypatch):
    people = [
        known(centre, first_name=f"Teuta{'abcdefghij'[n % 10] * (n // 10 + 2)}") for n in range(60)
    ]
    rows = [TEUTA | {"first_name": person.first_name} for person in people]

    def asked(rows):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = send(desk, *rows)
        return page, len(queries)

    few, queries = asked(rows[:5])
    many, as_many = asked(rows[:45])
    assert few.context["result"].waiting == 5
    assert many.context["result"].waiting == 45
    assert as_many <= queries + 5

    monkeypatch.setattr(lines, "WAITING_SHOWN", 50)
    page, _queries = asked(rows)
    context = page.context
    assert (len(context["asked"].waiting), context["asked"].hidden) == (50, 10)
    rest = say(desk, page, *["new"] * 50)
    assert len(rest.context["asked"].waiting) == 10
    assert len(rest.context["asked"].settled) == 50


def test_large_file_is_asked_about_by_the_worker(desk, teuta, monkeypatch):
    monkeypatch.setattr(reading, "FEW_ROWS", 0)
    checked = outcome(desk, send(desk, TEUTA, AFRIM))
    assert [line.people for line in checked.context["asked"].waiting] == [[teuta]]
    refused = outcome(desk, apply(desk, checked))
    assert "say first who everybody is" in refused.content.decode()
    assert not Event.objects.exists()

    decided = outcome(desk, say(desk, refused, teuta))
    done = outcome(desk, apply(desk, decided))

    assert done.url == IMPORT
    assert Registration.objects.filter(participant=teuta).count() == 1
    assert Participant.objects.count() == 2


def test_another_reader_of_an_offer_sees_only_their_own_people(client, desk, teuta):
    page = send(desk, TEUTA)
    token = page.context["token"]
    client.force_login(user_with("staff", centre=CentreFactory()))

    sent = client.post(ANSWER, {"upload": token, "offered": page.context["asked"].offer})

    assert sent.status_code == 302

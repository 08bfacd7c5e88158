"""A family recorded at once: people, ties, household, and whom they may be already."""

import re

import pytest
from django.urls import reverse

from accounts.models import AccessLog
from accounts.models.access_log import Action
from participants.consents.received import about
from participants.models import Consent, Guardianship, Household, Participant, PossibleDuplicate
from shkej.lib.dates import today
from tests.accounts.factories import GrantFactory
from tests.events.factories import CentreFactory
from tests.participants.factories import ParticipantFactory
from tests.participants.families.typing import family
from tests.squeezing import squeezed

pytestmark = pytest.mark.django_db

URL = reverse("participants:family_create")
ALIKE = reverse("participants:family_alike")

MOTHER = {"first_name": "Drita", "last_name": "Gjoni", "sex": "female", "age": "38"}
FATHER = {"first_name": "Agron", "sex": "male", "age": "1980"}
ELIRA = {"first_name": "Elira", "sex": "female", "age": "12"}
BESIAN = {"first_name": "Besian", "sex": "male", "age": "9"}


@pytest.fixture
def at_work(client, staff):
    client.force_login(staff)
    return client


def answered(typed, shown, known, seen_as="drita gjoni"):
    """`typed`, with what was said at the first line about who was `shown` there."""
    answer = {"known": known, "seen": str(shown.pk), "seen_as": seen_as}
    return typed | {f"adults-0-{name}": value for name, value in answer.items()}


def said(response, client):
    """What the page says to which a save led, and where it leads."""
    page = client.get(response.url).content.decode()
    return page.partition('id="messages"')[2].partition("<main")[0]


def names():
    return sorted(Participant.objects.values_list("first_name", flat=True))


def test_what_is_refused_says_of_whom(at_work, centre):
    lines = family([MOTHER, {**FATHER, "phone": "12"}], [ELIRA, {**BESIAN, "age": "x"}])

    shown = squeezed(at_work.post(URL, lines).content.decode())

    assert "Adult 2: Phone – " in shown
    assert "Child 2: Age or birth year – " in shown


def test_a_family_gets_people_ties_and_one_household(at_work, centre):
    mother = {**MOTHER, "phone": "069 234 5678", "may_collect": "on"}

    response = at_work.post(URL, family([mother, FATHER], [ELIRA, BESIAN]))

    drita = Participant.objects.get(first_name="Drita")
    assert response.url == reverse("participants:participant_detail", args=[drita.pk])
    assert names() == ["Agron", "Besian", "Drita", "Elira"]
    assert set(Participant.objects.values_list("last_name", flat=True)) == {"Gjoni"}
    assert set(Participant.objects.values_list("centre", flat=True)) == {centre.pk}
    assert set(Participant.objects.values_list("category__code", flat=True)) == {"parent", "child"}
    assert drita.phone == "+355692345678"
    assert (drita.told_age, drita.age_told_on) == (38, today())
    assert Participant.objects.get(first_name="Agron").birth_year == 1980
    assert sorted(
        Guardianship.objects.values_list(
            "adult__first_name", "child__first_name", "relation", "may_collect"
        )
    ) == [
        ("Agron", "Besian", "father", False),
        ("Agron", "Elira", "father", False),
        ("Drita", "Besian", "mother", True),
        ("Drita", "Elira", "mother", True),
    ]
    assert Household.objects.get().name == "Gjoni"
    assert Household.objects.get().members.count() == 4
    page = at_work.get(response.url).content.decode()
    assert "for 4 new people" in page  # nobody of them has agreed yet


def test_who_does_not_answer_for_the_children_is_not_tied_and_lives_apart_if_said(at_work):
    lines = family([{**MOTHER, "to_children": "none"}], [ELIRA])
    del lines["lives_together"]

    at_work.post(URL, lines)

    assert names() == ["Drita", "Elira"]
    assert not Guardianship.objects.exists()
    assert not Household.objects.exists()


def test_a_grown_up_child_is_a_young_person_and_no_age_is_no_obstacle(at_work):
    grown = {"first_name": "Genc", "age": "19"}
    unknown = {"first_name": "Hana"}

    at_work.post(URL, family([MOTHER], [grown, unknown]))

    categories = dict(Participant.objects.values_list("first_name", "category__code"))
    assert categories == {"Drita": "parent", "Genc": "young_person", "Hana": "child"}
    hana = Participant.objects.get(first_name="Hana")
    assert (hana.sex, hana.has_age_fact, hana.needs_completion) == ("unknown", False, True)


def test_somebody_known_is_asked_about_and_linked_not_entered_twice(at_work, centre):
    known = ParticipantFactory(first_name="Drita", last_name="Gjoni", centre=centre)
    typed = family([{**MOTHER, "phone": "069 234 5678"}], [ELIRA])

    asked = at_work.post(URL, typed)

    assert asked.status_code == 200
    assert list(asked.context["form"].adults.forms[0].alike) == [known]
    assert names() == ["Drita"]
    at_work.post(URL, answered(typed, known, known.pk))
    known.refresh_from_db()
    assert names() == ["Drita", "Elira"]
    assert Guardianship.objects.get().adult == known
    assert known.household.members.count() == 2
    assert (known.sex, known.told_age) == ("unknown", None)  # what is recorded stays
    assert known.phone == "+355692345678"  # there was none
    assert not PossibleDuplicate.objects.exists()


def test_a_known_person_keeps_phone_ties_and_household(at_work, centre):
    home = Household.objects.create(name="Gjoni")
    facts = {"centre": centre, "household": home, "last_name": "Gjoni"}
    known = ParticipantFactory(first_name="Drita", phone="+355691111111", sex="female", **facts)
    child = ParticipantFactory(first_name="Elira", **facts)
    Guardianship.objects.create(adult=known, child=child, relation="legal_guardian")
    lines = family(
        [{**MOTHER, "phone": "069 234 5678", "known": known.pk}],
        [{**ELIRA, "known": child.pk}, BESIAN],
    )

    at_work.post(URL, lines)

    known.refresh_from_db()
    assert known.phone == "+355691111111"
    assert known.household == home
    assert home.members.count() == 3
    assert sorted(Guardianship.objects.values_list("child__first_name", "relation")) == [
        ("Besian", "mother"),
        ("Elira", "legal_guardian"),
    ]


def test_somebody_new_is_kept_apart_from_whom_they_are_like(at_work, centre):
    known = ParticipantFactory(first_name="Drita", last_name="Gjoni", centre=centre)
    typed = family([MOTHER], [ELIRA])

    at_work.post(URL, answered(typed, known, "new"))

    pair = PossibleDuplicate.objects.get()
    assert pair.is_different
    assert {pair.first.first_name, pair.second.first_name} == {"Drita"}
    assert names() == ["Drita", "Drita", "Elira"]


def test_new_is_no_answer_about_somebody_who_was_not_shown(at_work, centre):
    ParticipantFactory(first_name="Drita", last_name="Gjoni", centre=centre)

    at_work.post(URL, family([{**MOTHER, "known": "new"}], [ELIRA]))

    assert names() == ["Drita"]


@pytest.mark.parametrize("known", ["new", "known"])
def test_what_was_said_of_another_name_does_not_count(at_work, centre, known):
    drita = ParticipantFactory(first_name="Drita", last_name="Gjoni", centre=centre)
    choice = drita.pk if known == "known" else "new"
    typed = family([{**MOTHER, "last_name": "Gjonni"}], [ELIRA])

    asked = at_work.post(URL, answered(typed, drita, choice))

    line = asked.context["form"].adults.forms[0]
    assert line.errors["known"]
    assert list(line.alike) == [drita]
    assert "checked" not in known_part(asked.content.decode())
    assert names() == ["Drita"]
    at_work.post(URL, answered(typed, drita, choice, seen_as="drita gjonni"))
    assert names() == (["Drita", "Elira"] if known == "known" else ["Drita", "Drita", "Elira"])


def known_part(page):
    """What asks at the first line who it is."""
    return page.partition('id="known-adults-0"')[2].partition("</fieldset>")[0]


@pytest.mark.parametrize(
    ("typed", "stays"), [("Drita Gjon", True), ("Drita", False), ("Liri Hoxha", False)]
)
def test_somebody_new_stays_ticked_only_while_the_same_people_are_shown(
    at_work, centre, typed, stays
):
    drita = ParticipantFactory(first_name="Drita", last_name="Gjoni", centre=centre)
    ParticipantFactory(first_name="Drita", last_name="Hoxha", centre=centre)
    ParticipantFactory(first_name="Liri", last_name="Hoxha", centre=centre)
    first, _space, last = typed.partition(" ")
    line = {"line": "adults-0", "adults-0-first_name": first, "adults-0-last_name": last}
    shown = at_work.post(ALIKE, answered(line, drita, "new")).content.decode()
    if stays:
        assert re.search(r'value="(\d+)"', shown)[1] == str(drita.pk)

    assert ("checked" in shown) is stays


def test_who_was_chosen_stays_chosen_only_while_the_name_finds_them(at_work, centre):
    drita = ParticipantFactory(first_name="Drita", last_name="Gjoni", centre=centre)
    line = {"line": "adults-0", "adults-0-first_name": "Drita", "adults-0-last_name": ""}

    assert "checked" in at_work.post(ALIKE, answered(line, drita, drita.pk)).content.decode()
    line["adults-0-first_name"] = "Zzyx"
    shown = at_work.post(ALIKE, answered(line, drita, drita.pk)).content.decode()
    assert f'value="{drita.pk}"' in shown
    assert "checked" not in shown


@pytest.mark.parametrize("refusal", ["mark", "answer"])
def test_who_is_not_to_be_contacted_gets_no_phone_and_that_is_said(at_work, centre, refusal):
    known = ParticipantFactory(
        first_name="Drita", last_name="Gjoni", centre=centre, do_not_contact=refusal == "mark"
    )
    if refusal == "answer":
        facts = {"purpose": "contact", "answer": "refused", "given_by": "self"}
        Consent.objects.create(participant=known, given_on=today(), **facts)
    lines = family([{**MOTHER, "phone": "069 234 5678", "known": known.pk}], [ELIRA])

    response = at_work.post(URL, lines)

    known.refresh_from_db()
    assert known.phone == ""
    assert "not to be contacted" in said(response, at_work)


def test_a_tie_that_says_something_else_stays_and_leads_to_its_correction(at_work, centre):
    facts = {"centre": centre, "last_name": "Gjoni"}
    known = ParticipantFactory(first_name="Drita", sex="female", **facts)
    child, other = (ParticipantFactory(first_name=name, **facts) for name in ("Elira", "Hana"))
    tie = Guardianship.objects.create(adult=known, child=child, relation="grandmother")
    Guardianship.objects.create(adult=known, child=other, relation="mother", may_collect=True)
    mother = {**MOTHER, "known": known.pk, "may_collect": "on"}
    lines = family([mother], [{**ELIRA, "known": child.pk}])

    page = said(at_work.post(URL, lines), at_work)

    tie.refresh_from_db()
    assert (tie.relation, tie.may_collect) == ("grandmother", False)
    assert "(grandmother, may not collect the child)" in page
    assert reverse("participants:guardianship_update", args=[known.pk, tie.pk]) in page
    lines = family([mother], [{"first_name": "Hana", "known": other.pk}])
    del lines["lives_together"]
    assert "recorded before" not in said(at_work.post(URL, lines), at_work)


@pytest.fixture
def drita(centre):
    """A mother who lives with her husband."""
    home = Household.objects.create(name="Gjoni")
    facts = {"centre": centre, "household": home, "last_name": "Gjoni"}
    ParticipantFactory(first_name="Agron", **facts)
    return ParticipantFactory(first_name="Drita", sex="female", **facts)


def test_nobody_is_added_to_a_household_with_others_unasked(at_work, drita):
    lines = family([{**MOTHER, "known": drita.pk}], [ELIRA])

    asked = at_work.post(URL, lines)

    form = asked.context["form"]
    [(key, sentence)] = form.fields["sure"].choices
    assert "Agron Gjoni" in sentence
    assert "checked" not in asked.content.decode().partition('name="sure"')[2].partition(">")[0]
    assert names() == ["Agron", "Drita"]
    agron = Participant.objects.get(first_name="Agron")
    assert AccessLog.objects.filter(about(agron.pk)).exists()
    ParticipantFactory(first_name="Liri", household=drita.household, centre=drita.centre)
    at_work.post(URL, lines | {"sure": [key]})
    assert names() == ["Agron", "Drita", "Liri"]  # of Liri nobody was asked
    [(key, _sentence)] = at_work.post(URL, lines).context["form"].fields["sure"].choices
    at_work.post(URL, lines | {"sure": [key]})
    assert Participant.objects.get(first_name="Elira").household == drita.household


def test_with_no_common_household_nobody_is_asked_about_others(at_work, drita):
    lines = family([{**MOTHER, "known": drita.pk}], [ELIRA])
    del lines["lives_together"]

    at_work.post(URL, lines)

    assert Participant.objects.get(first_name="Elira").household is None


def test_who_lives_with_others_out_of_sight_is_asked_about_without_their_names(at_work, drita):
    Participant.objects.filter(first_name="Agron").update(centre=CentreFactory())

    asked = at_work.post(URL, family([{**MOTHER, "known": drita.pk}], [ELIRA]))

    [(key, sentence)] = asked.context["form"].fields["sure"].choices
    assert "others who are not on this page" in sentence
    assert "Agron" not in asked.content.decode()
    assert str(Participant.objects.get(first_name="Agron").pk) not in key.split("-")[3:]


def test_two_known_people_of_two_households_stay_there_and_that_is_said(at_work, drita, centre):
    home = Household.objects.create(name="Hoxha")
    father = ParticipantFactory(first_name="Genti", centre=centre, household=home)
    Participant.objects.filter(first_name="Agron").delete()
    lines = family(
        [{**MOTHER, "known": drita.pk}, {"first_name": "Genti", "sex": "male", "known": father.pk}],
        [ELIRA],
    )

    page = said(at_work.post(URL, lines), at_work)

    father.refresh_from_db()
    assert father.household == home
    assert Participant.objects.get(first_name="Elira").household == drita.household
    assert "not moved" in page
    assert father.full_name in page


def test_two_lines_much_alike_are_possible_duplicates(at_work, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        at_work.post(URL, family([MOTHER], [ELIRA, {**ELIRA, "first_name": "Elyra"}]))

    pair = PossibleDuplicate.objects.get()
    assert {pair.first.first_name, pair.second.first_name} == {"Elira", "Elyra"}
    assert not pair.is_different


def test_people_of_other_centres_are_neither_shown_nor_linked(at_work):
    stranger = ParticipantFactory(
        first_name="Drita", last_name="Gjoni", centre=CentreFactory(), phone="+355691111111"
    )

    refused = at_work.post(URL, family([{**MOTHER, "known": stranger.pk}], [ELIRA]))

    assert refused.context["form"].adults.forms[0].errors["known"]
    assert stranger.phone not in refused.content.decode()
    at_work.post(URL, family([MOTHER], [ELIRA]))
    assert not Guardianship.objects.filter(adult=stranger).exists()
    assert Participant.objects.filter(first_name="Drita").count() == 2


def test_refused_input_stays_at_its_line_and_nothing_is_saved(at_work):
    wrong = {"first_name": "Elira", "last_name": "Hoxha", "age": "1850", "sex": "female"}
    lines = family([{**MOTHER, "phone": "12"}], [wrong, {"age": "7"}])

    refused = at_work.post(URL, lines)

    form = refused.context["form"]
    assert set(form.adults.forms[0].errors) == {"phone"}
    assert set(form.children.forms[0].errors) == {"age"}
    assert set(form.children.forms[1].errors) == {"first_name"}
    for name in ("adults-0-phone", "children-0-age", "children-1-age", "children-0-last_name"):
        assert f'name="{name}" value="{lines[name]}"' in refused.content.decode()
    assert "<title>Error: Add a family" in squeezed(refused.text)
    assert not Participant.objects.exists()
    assert not Household.objects.exists()


def test_more_lines_come_by_a_button_and_what_was_typed_stays(at_work):
    lines = family([MOTHER], [ELIRA])

    more = at_work.post(URL, lines | {"more": "children"})

    page = more.content.decode()
    assert "<title>Add a family" in squeezed(page)
    assert 'name="children-5-first_name"' in page
    assert 'name="children-6-first_name"' not in page
    assert 'value="Elira"' in page
    assert "invalid-feedback" not in page
    assert (
        'name="adults-4-first_name"' in at_work.post(URL, family([], []) | {"more": "adults"}).text
    )
    assert not Participant.objects.exists()


def test_impossible_ties_are_refused_and_unlikely_ones_asked_about(at_work):
    older = {"first_name": "Elira", "age": "50"}
    refused = at_work.post(URL, family([MOTHER], [older]))
    assert refused.context["form"].children.forms[0].non_field_errors()

    young = family([{**MOTHER, "age": "20"}], [{**ELIRA, "age": "12"}])
    asked = at_work.post(URL, young)
    keys = [key for key, _sentence in asked.context["form"].fields["sure"].choices]
    assert keys
    assert not Participant.objects.exists()
    at_work.post(URL, young | {"sure": keys})
    assert Guardianship.objects.get().relation == "mother"


def test_two_mothers_and_a_parent_of_no_sex_are_asked_about(at_work):
    second = {"first_name": "Liri", "sex": "female", "age": "40"}
    asked = at_work.post(URL, family([MOTHER, second], [ELIRA]))
    assert [key[:11] for key, _words in asked.context["form"].fields["sure"].choices] == [
        "both-mother"
    ]

    refused = at_work.post(URL, family([{**MOTHER, "sex": ""}], [ELIRA]))
    assert refused.context["form"].adults.forms[0].errors["sex"]
    assert not Participant.objects.exists()


def test_one_person_in_two_lines_is_refused(at_work, centre):
    known = ParticipantFactory(centre=centre)
    lines = family([{**MOTHER, "known": known.pk}], [{**ELIRA, "known": known.pk}])

    refused = at_work.post(URL, lines)

    assert refused.context["form"].children.forms[0].errors["known"]
    assert not Guardianship.objects.exists()


def test_nobody_is_no_family(at_work):
    refused = at_work.post(URL, family([], []))

    assert refused.context["form"].non_field_errors()


def test_while_a_name_is_typed_known_people_are_shown_and_logged(at_work, centre):
    known = ParticipantFactory(first_name="Drita", last_name="Gjoni", centre=centre)
    ParticipantFactory(first_name="Drita", last_name="Gjoni", centre=CentreFactory())
    typed = {"line": "adults-0", "adults-0-first_name": "drit", "adults-0-last_name": "gjon"}

    shown = at_work.post(ALIKE, typed)

    assert [person.pk for person in shown.context["line"].alike] == [known.pk]
    assert re.search(rf'name="adults-0-known"\s+value="{known.pk}"', shown.content.decode())
    assert AccessLog.objects.filter(action=Action.VIEW_PARTICIPANTS).exists()
    assert at_work.post(ALIKE, {"line": "nobody-1"}).status_code == 400
    nobody = at_work.post(ALIKE, {"line": "children-3", "children-3-first_name": "Zzyx"})
    assert "radio" not in nobody.content.decode()


@pytest.mark.parametrize(
    ("name", "status"),
    [("coordinator", 200), ("admin", 403), ("volunteer", 403), ("partner", 403)],
)
def test_who_may_record_a_family(client, request, name, status):
    client.force_login(request.getfixturevalue(name))

    assert client.get(URL).status_code == status
    assert client.post(ALIKE, {"line": "adults-0"}).status_code == status


def test_who_works_for_several_centres_says_for_which_one(at_work, staff):
    other = CentreFactory()
    GrantFactory(user=staff, role="staff", centre=other)

    asked = at_work.post(URL, family([MOTHER], [ELIRA]))

    assert set(asked.context["form"].errors) == {"centre"}
    assert 'value="Drita"' in asked.content.decode()
    assert not Participant.objects.exists()
    at_work.post(URL, family([MOTHER], [ELIRA], centre=other.pk))
    assert set(Participant.objects.values_list("centre", flat=True)) == {other.pk}


def test_the_same_page_sent_twice_is_one_family(at_work):
    page = at_work.get(URL)
    mark = page.content.decode().partition('name="form_mark" value="')[2].partition('"')[0]
    lines = family([MOTHER], [ELIRA])
    assert mark

    at_work.post(URL, lines | {"form_mark": mark})
    at_work.post(URL, lines | {"form_mark": mark})

    assert names() == ["Drita", "Elira"]

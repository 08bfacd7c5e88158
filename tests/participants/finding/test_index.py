"""Everybody is found by the names they have now, by whichever way these were written."""

import importlib

import pytest
from django.apps import apps
from django.db import connection, transaction

from events.importing import bulk
from participants.finding.index import reindex, reindex_nicknames
from participants.merging.services import merge_participants, undo_merge
from participants.models import NameWord, Nickname, Participant
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = pytest.mark.django_db


def found(words):
    return set(Participant.objects.search(words))


def person(first="Xhoana", last="Çela", **facts):
    return ParticipantFactory(first_name=first, last_name=last, **facts)


@pytest.mark.parametrize(
    "words",
    [
        "Joana Cela",
        "Çela Xhoana",
        "xho",
        "joa qela",
        "Xhoan Çeli",
        "xhoana",
        "x",
        "  CEL  ",
        "xhoana-çela",
    ],
)
def test_somebody_is_found_however_they_are_spelt(words):
    xhoana = person()
    person("Gjergj", "Hoxha")

    assert found(words) == {xhoana}


@pytest.mark.parametrize("words", ["oana", "ela", "Xhoana Hoxha", "xhoanda", "c_la"])
def test_nobody_is_found_by_what_no_word_begins_with(words):
    person()
    person("Gjergj", "Hoxha")

    assert found(words) == set()


def test_names_of_two_words_are_found_by_each_and_by_both_as_one():
    ana = person("Ana Maria", "Hoxha-Kola", father_name="D’Agim")

    for words in ("maria", "kola", "hoxha kola", "Anamaria", "anamaria kola", "dagim"):
        assert found(words) == {ana}, words


def test_a_code_finds_its_person():
    xhoana = person(code="ABC234")
    person("Abc234x", "Hoxha", code="XYZ234")

    assert xhoana in found("abc234")
    assert found("ABC234 joana") == {xhoana}
    assert found("ABC234 gjergj") == set()


def test_nicknames_find_whoever_has_the_name_and_the_other_way_round():
    lulzim, lul = person("Lulzim", "Hoxha"), person("Luli", "Kola")
    agron = person("Agron", "Hoxha")

    assert found("Lul") == found("lulzim") == {lulzim, lul}
    assert agron not in found("lulzim")


@pytest.mark.parametrize("words", ["Goni", "gon", "Agron", "agroni"])
def test_a_nickname_is_found_by_its_letters(words):
    agron, goni = person("Agron", "Hoxha"), person("Goni", "Kola")
    person("Drita", "Deda")

    assert found(words) == {agron, goni}


@pytest.mark.parametrize(
    ("words", "other"),
    [("Gjon", "Agron"), ("Agron", "Gjon"), ("Gjoni", "Agron"), ("Mira", "Fatmir")],
)
def test_nobody_is_found_by_a_nickname_that_only_sounds_like_theirs(words, other):
    person(other, "Hoxha")

    assert found(words) == set()


def test_the_list_of_nicknames_can_change():
    blerina = person("Blerina", "Hoxha")
    added = Nickname.objects.create(nickname="Ina", name="Blerina")

    assert reindex_nicknames([added.nickname, added.name]) == 1
    assert found("Ina") == {blerina}
    added.delete()
    reindex_nicknames(["Ina", "Blerina"])
    assert found("Ina") == set()
    assert found("Blerina") == {blerina}


def _save(one):
    one.first_name, one.last_name = "Gjergj", "Hoxha"
    one.save()


def _save_some(one):
    one.first_name, one.last_name = "Gjergj", "Hoxha"
    one.save(update_fields=["first_name", "last_name", "search_name", "sort_name"])


def _update(one):
    Participant.objects.filter(pk=one.pk).update(first_name="Gjergj", last_name="Hoxha")


def _update_by_name(one):
    people = Participant.objects.filter(first_name="Xhoana")
    people.update(first_name="Gjergj", last_name="Hoxha")


def _bulk_update(one):
    one.first_name, one.last_name = "Gjergj", "Hoxha"
    Participant.objects.bulk_update([one], ["first_name", "last_name"])


def _import(one):
    one.first_name, one.last_name = "Gjergj", "Hoxha"
    bulk.update(Participant, [one], ["first_name", "last_name"], by=None)


def _raw(one):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE participants_participant SET first_name = 'Gjergj', last_name = 'Hoxha'"
            " WHERE id = %s",
            [one.pk],
        )
    reindex(Participant.objects.filter(pk=one.pk))


@pytest.mark.parametrize(
    "rename", [_save, _save_some, _update, _update_by_name, _bulk_update, _import, _raw]
)
def test_who_is_renamed_is_found_by_the_new_name_alone(rename):
    xhoana = person()

    rename(xhoana)

    assert found("Gergj Hoxha") == {xhoana}
    assert found("Joana") == found("Çela") == set()


def test_those_made_many_at_a_time_are_found():
    category = CategoryFactory()
    names = [("Xhoana", "Çela"), ("Gjergj", "Hoxha")]
    made = Participant.objects.bulk_create(
        Participant(first_name=first, last_name=last, category=category) for first, last in names
    )

    assert found("joana") == {made[0]}


def test_what_is_not_kept_leaves_no_words():
    with transaction.atomic():
        person()
        transaction.set_rollback(True)

    assert not NameWord.objects.exists()


def test_a_merge_that_renames_and_its_undo_are_followed():
    kept, merged = person("Ana", "Hoxha"), person("Anila", "Hoxha")

    merge = merge_participants(
        kept=kept, merged=merged, merged_by=None, facts={"first_name": "Anila"}
    )
    assert found("Anila") == {kept, merged}
    assert found("Ana") == set()
    undo_merge(merge=merge, undone_by=None)

    assert found("Anila") == {merged}
    assert found("Ana") == {kept}


def test_nothing_is_written_where_no_name_changed():
    xhoana = person()
    words = set(NameWord.objects.values_list("pk", flat=True))

    xhoana.phone = "+355691234567"
    xhoana.save()

    assert set(NameWord.objects.values_list("pk", flat=True)) == words


def silence_nicknames():
    name = "participants.migrations.0015_nicknames_without_sound"
    importlib.import_module(name).silence(apps, None)


def test_those_recorded_before_the_index_are_found_by_the_migration(monkeypatch):
    people = [person(), person("Lulzim", "Hoxha"), person("Ana Maria", "Kola")]
    words = set(NameWord.objects.values_list("participant", "kind", "word", "sound"))
    NameWord.objects.all().delete()
    Nickname.objects.all().delete()
    migration = importlib.import_module("participants.migrations.0011_fill_index_of_names")
    monkeypatch.setattr(migration, "AT_ONCE", 2)

    migration.fill(apps, None)
    silence_nicknames()

    assert set(NameWord.objects.values_list("participant", "kind", "word", "sound")) == words
    assert found("Lul") == {people[1]}


def test_nicknames_that_only_sounded_alike_go_from_the_index(monkeypatch):
    gjon, lul, agron = person("Gjon", "Deda"), person("Lul", "Kola"), person("Agron", "Hoxha")
    words = set(NameWord.objects.values_list("participant", "kind", "word", "sound"))
    NameWord.objects.filter(participant=agron, kind="nickname").delete()
    for one, word in ((gjon, "agron"), (lul, "lulzim")):
        NameWord.objects.create(participant=one, kind="nickname", word=word, sound=word)
    migration = importlib.import_module("participants.migrations.0014_nicknames_by_letters")
    monkeypatch.setattr(migration, "AT_ONCE", 2)

    migration.fill(apps, None)
    silence_nicknames()

    assert set(NameWord.objects.values_list("participant", "kind", "word", "sound")) == words
    assert found("Agron") == {agron}

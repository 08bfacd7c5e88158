"""Every string that somebody can meet is translated, and by our glossary."""

import os
import re
from pathlib import Path

import allauth
import django
import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext

from shkej.management.commands.check_catalogues import faults_against_code, faults_of
from shkej.management.commands.compile_catalogues import compile_catalogue

LOCALE = Path(settings.BASE_DIR, "locale")
OURS = LOCALE / "sq" / "LC_MESSAGES" / "django.po"
OF_PACKAGES = LOCALE / "packages" / "sq" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdr%]|\{\w*\}")
# Words of the other tradition of translation, and of Kosovo: see the glossary.
NOT_OUR_WORDS = re.compile(
    r"kartel|parashtro|ripoho|rregullim|spastro|mirëfilltës|shërbyes|pajtohem|përzgjidh|"
    r"\bkomun[aë]|\bOJQ|invalid|handikap|paaftë|\b(?:ti|ty|tënd)\b",
    re.IGNORECASE,
)
TO_CHILDREN = "events/paper/notices.py"  # the notice speaks to a child as one does to a child
# Unused parts of django-allauth: signing in through other sites, and for other sites.
UNUSED = re.compile(r"(templates/)?(socialaccount|idp|headless)/")


def entries(path):
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def key(entry):
    return entry.msgctxt, entry.msgid


def texts(entry):
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def name(entry):
    return entry.msgid[:60]


def of_package(module, folder=""):
    root = Path(module.__file__).parent / folder
    return entries(root / "locale" / "en" / "LC_MESSAGES" / "django.po")


def test_our_catalogue_has_the_strings_of_the_source_and_no_others():
    assert list(faults_against_code()) == []


@pytest.mark.parametrize("path", [OURS, OF_PACKAGES], ids=["ours", "of packages"])
def test_every_string_is_translated_without_doubt(path):
    assert list(faults_of(entries(path))) == []


@pytest.mark.parametrize("path", sorted(LOCALE.rglob("*.po")), ids=str)
def test_placeholders_and_margins_agree(path):
    wrong = []
    for entry in entries(path):
        sources = [entry.msgid, entry.msgid_plural or entry.msgid]
        wanted = {frozenset(PLACEHOLDER.findall(source)) for source in sources}
        for text in filter(None, texts(entry)):
            if frozenset(PLACEHOLDER.findall(text)) not in wanted or any(
                entry.msgid.startswith(margin) != text.startswith(margin)
                or entry.msgid.endswith(margin) != text.endswith(margin)
                for margin in (" ", "\n")
            ):
                wrong.append(name(entry))
    assert wrong == []


@pytest.mark.parametrize("path", [OURS, OF_PACKAGES], ids=["ours", "of packages"])
def test_albanian_is_written_by_the_glossary(path):
    wrong = []
    for entry in entries(path):
        if any(place == TO_CHILDREN for place, _line in entry.occurrences):
            continue
        for text in texts(entry):
            words = re.sub(r"<[^>]*>|https?:\S+", "", PLACEHOLDER.sub("", text))
            if NOT_OUR_WORDS.search(words) or re.search(r"\w'\w|\"|„|«", words):
                wrong.append(text)
    assert wrong == []


def test_every_string_of_sign_in_is_translated():
    wanted = {
        key(entry)
        for entry in of_package(allauth)
        if not all(UNUSED.match(place) for place, _ in entry.occurrences)
    }

    assert wanted - {key(entry) for entry in entries(OF_PACKAGES)} == set()


def test_the_packages_still_have_the_strings_that_we_translate():
    theirs = {key(entry) for entry in of_package(allauth)}
    for folder in ("conf", "contrib/auth", "contrib/admin"):
        theirs |= {key(entry) for entry in of_package(django, folder)}

    assert {key(entry) for entry in entries(OF_PACKAGES)} - theirs == set()
    assert {key(entry) for entry in entries(LOCALE / "packages/en/LC_MESSAGES/django.po")} <= theirs


@pytest.mark.parametrize(
    ("english", "albanian"),
    [
        ("Sign In", "Hyr"),
        ("This field is required.", "Kjo fushë është e detyrueshme."),
        ("and", "dhe"),
    ],
)
def test_our_words_go_before_those_of_the_packages(english, albanian):
    with translation.override("sq"):
        assert gettext(english) == albanian


@pytest.mark.parametrize(("length", "albanian"), [(1, "1 shenjë."), (12, "12 shenja.")])
def test_plurals_are_those_of_albanian(length, albanian):
    with translation.override("sq"):
        text = ngettext(
            "This password is too short. It must contain at least %d character.",
            "This password is too short. It must contain at least %d characters.",
            length,
        )

    assert (
        text % length == f"Fjalëkalimi është shumë i shkurtër. Duhet të ketë të paktën {albanian}"
    )


def test_a_catalogue_is_compiled_only_when_it_changed(tmp_path):
    source = tmp_path / "django.po"
    source.write_text('msgid "Yes"\nmsgstr "Po"\n', encoding="utf-8")

    assert compile_catalogue(source)
    assert not compile_catalogue(source)
    assert [entry.msgstr for entry in polib.mofile(str(tmp_path / "django.mo"))] == ["Po"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["django.mo", "django.po"]

    os.utime(source, ns=(2**62, 2**62))
    assert compile_catalogue(source)

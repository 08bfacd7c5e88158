"""The Albanian that a careful reader marked as wrong, and its siblings, come back nowhere.

`tests/project/test_catalogues.py` keeps the words of the other tradition of translation away; this
keeps each line of what was mended, in the catalogue, in templates and code, in the guides, and in
what pages and files say.
"""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override

from accounts.models import User
from participants.models import Category
from shkej.lib.numbers import number
from tests.accounts.factories import GrantFactory
from tests.events.factories import EventFactory
from tests.leaks.crawling import addresses, text_of

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "locale" / "sq" / "LC_MESSAGES" / "django.po"
# What no catalogue holds: guides, and pages for when nothing else can be asked.
WRITTEN = sorted([*(ROOT / "docs").glob("*.sq.md"), *(ROOT / "templates").glob("[45]*.html")])

DAYS = "hënë|martë|mërkurë|enjte|premte|shtunë|diel"
MONTHS = "Janar|Shkurt|Mars|Prill|Maj|Qershor|Korrik|Gusht|Shtator|Tetor|Nëntor|Dhjetor"
# {what is wrong about it: the form}; a form is refused wherever somebody may read it.
REFUSED = {
    "a month beside a summary": r"\bShkurt\b",
    "a column is kolonë": r"\bshtyll[ëae]",
    "throwing away for writing down": r"\bHidh (?:një )?list|\bU hodh(?:ën)? \d+ rresht",
    "what awaits, unclear": r"Çfarë pret\b",
    "the first meeting, unclear": r"mblidhet më herët në këtë ditë",
    "curt": r"nuk ka kuptim",
    "two words on one form": r"Shëno një takim",
    "a file by its English name": r"\battendance-list-\d|\bcall-list\b",
    "only Registered is not counted": r"Vetëm [“*]*Regjistruar[”*]* nuk numërohet",
    "pressing for printing": r"[Ss]htyp(?:ni|et|ur)? (?:faqen|listën|letrën|raportin)\b",
    "special persons": r"persona\w* të veçantë",
    "a second word for sensitive": r"\b(?:të|e|i) ndjeshme?\b",
    "a day with a capital within a line": rf"[a-zë,:] E (?:{DAYS})\b",
    "an English number": r"\b\d+\.\d\d (?:EUR|USD|ALL)\b",
    "the other apostrophe": r"\b[a-zëç]'[a-zëç]",
    "Kosovo's words": r"\b[Kk]omun[aëe]s?\b(?! nr)|\bOJQ",
    "never of a person": r"\bhandikap|\binvalid[ëi]?\b",
    "masculine alone": r"\bJeni i sigurt\b",
    "a month with a capital": rf"\d (?:{MONTHS}) \d",
    "a duplicate is a regjistrim i dyfishtë": r"\b[Dd]yfishime",
    "a draft is skicë, a projekt is one of the centre’s": r"\bPROJEKT:|\bProjekt për",
    "the log is regjistri i veprimeve": r"\b[Dd]itar(?:i|in|it)?\b",
    "access is akses": r"\bqasj",
    "a register is lista e prezencës": r"\bhiqi nga regjistri\b|\bPersonat në regjistër"
    r"|\bnjë regjistër dhe një raport",
}


def refused_in(text):
    """{what is wrong: what is said} of a text."""
    found = {wrong: re.search(form, text) for wrong, form in REFUSED.items()}
    return {wrong: hit[0] for wrong, hit in found.items() if hit}


def albanian():
    """Each Albanian text of the catalogue."""
    for entry in polib.pofile(str(CATALOGUE)):
        if not entry.obsolete:
            yield from [entry.msgstr, *entry.msgstr_plural.values()]


@pytest.mark.parametrize(
    "text",
    [
        "Shkurt",
        "shtylla e parë",
        "Hidh një listë të nënshkruar",
        "U hodhën 0 rreshta",
        "Shtypni faqen",
        "persona të veçantë",
        "Temë e ndjeshme",
        "Ndryshoi: Takim, E enjte 7 tetor",
        "1200.50 EUR",
        "attendance-list-2026-10-07.pdf",
        "6 Tetor 2021",
        "dyfishimet e mundshme",
        "PROJEKT: këto shifra",
        "Vërteton ditarin",
        "kush ka pasur qasje",
        "Nuk vijnë: hiqi nga regjistri",
    ],
)
def test_what_was_wrong_is_recognised(text):
    assert refused_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Përmbledhje",
        "24 shkurt 2026",
        "U shkruan 3 rreshta",
        "Shtypni ⋯ në rresht",
        "Printo listëprezencën",
        "1 200,50 EUR",
        "E enjte, 7 tetor",
        "Ndryshoi: Takim, e enjte 7 tetor",
        "Pa projekt: nuk i numëron raporti i asnjë projekti",
        "përmbledhje e regjistrit të veprimeve",
    ],
)
def test_what_is_right_is_not_refused(text):
    assert not refused_in(text)


def test_no_text_of_the_catalogue_says_it():
    wrong = {text[:80]: found for text in albanian() if (found := refused_in(text))}

    assert wrong == {}


@pytest.mark.parametrize("page", WRITTEN, ids=lambda path: path.name)
def test_no_guide_and_no_error_page_says_it(page):
    assert refused_in(page.read_text("utf-8")) == {}


@pytest.mark.parametrize(
    ("english", "taken"),
    [
        ("The register", "Lista e prezencës"),
        ("At a glance", "Përmbledhje"),
        ("The list is as it was.", "Lista është si më parë."),
    ],
)
def test_the_words_that_were_taken_stand(english, taken):
    with override("sq"):
        assert gettext(english) == taken


def test_what_marked_many_says_what_was_done():
    with override("sq"):
        came = ngettext("%(n)s was marked as present", "%(n)s were marked as present", 3)
        missed = ngettext("%(n)s was marked as absent", "%(n)s were marked as absent", 3)

    assert came == "U shënuan %(n)s: morën pjesë"
    assert missed == "U shënuan %(n)s: nuk morën pjesë"


def test_one_person_of_a_category_is_called_by_the_singular(db):
    with override("sq"):
        of_one = {row.code: row.of_one for row in Category.objects.all()}

    assert of_one["parent"] == "Prind"
    assert all(of_one.values())


def test_lines_that_were_entered_are_written_down_not_thrown_away():
    with override("sq"):
        one, many = (ngettext("%(n)s line entered.", "%(n)s lines entered.", n) for n in (1, 2))

    assert one == "U shkrua %(n)s rresht."
    assert many == "U shkruan %(n)s rreshta."


def test_an_amount_is_written_as_albanian_writes_it():
    with override("sq"):
        assert number("1200.5", 2) == "1\xa0200,50"
    with override("en"):
        assert number("1200.5", 2) == "1,200.50"


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize("role", ["coordinator", "partner"])
@pytest.mark.more
def test_no_page_and_no_file_says_it(client, world, role):
    User.objects.filter(pk=world.users[role].pk).update(language="sq")
    client.force_login(User.objects.get(pk=world.users[role].pk))

    wrong, read = {}, 0
    for address in addresses(world):
        response = client.get(address)
        kind = response.get("Content-Type", "")
        if response.status_code != 200 or "pdf" in kind or "json" in kind or "image" in kind:
            continue
        text = shown(text_of(response), kind)
        read += 1
        for what, said in refused_in(text).items():
            wrong.setdefault((what, said), address)

    assert read > 20
    assert wrong == {}


def shown(text, kind):
    """What a reader sees: without the headers' dates, styles, scripts and what is in English."""
    text = text[text.index("<html") :] if "<html" in text else text
    text = re.sub(r"(?is)<(script|style)\b.*?</\1>", " ", text)
    text = re.sub(r"(?is)<(\w+)[^>]* lang=\"en\"[^>]*>.*?</\1>", " ", text)
    return re.sub(r"<[^>]+>", " ", text) if "html" in kind or "zip" in kind else text


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["sq", "en"])
def test_the_labels_of_one_grid_begin_alike(client, centre, language):
    staff = GrantFactory(role="staff", centre=centre, user__language=language).user
    event = EventFactory(centre=centre, starts_at=timezone.now())
    client.force_login(staff)

    page = client.get(reverse("events:register", args=[event.pk])).text

    labels = re.findall(r'class="grid-band">([^<]+)<', page)
    assert len(labels) > 5
    assert [label for label in labels if label[0].islower()] == []

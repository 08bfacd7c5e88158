"""Words in bold in the guides are words of the screen, as docs/help.md says."""

import re

import polib
import pytest
from django.conf import settings

from shkej.help.guides import guide
from shkej.lib.bilingual import LANGUAGES

CATALOGUES = [
    settings.BASE_DIR / "locale/sq/LC_MESSAGES/django.po",
    *(settings.BASE_DIR / "locale/packages").rglob("*.po"),
]
# What is bold and no text of a screen: the beginning of a paragraph, a figure, words of others.
STRESSED = {
    "en": {
        "+", "−", "?", "<5", "CSV", "XLSX", "All 3", "Bold", "+ Mira", "Shqip",
        "5, 10 or 15 minutes", "An account for a partner", "Exports", "Generate Uploader Template",
        "if both keys are lost, so are all backups", "Import Template", "indicator’s", "Long forms",
        "move", "My account → This device", "Signed out while you write?",
        "Somebody else saved meanwhile?", "two minutes", "without telling anybody",
        "You have a new role and see nothing",
        "An organisation’s mail still goes to the old address",
    },
    "sq": {
        "+", "−", "?", "<5", "CSV", "XLSX", "+ Mira", "English", "shkronja të trasha",
        "5, 10 ose 15 minuta", "anulojë", "E ruajti ndërkohë dikush tjetër?",
        "Email-et e një organizate shkojnë ende te adresa e vjetër", "Formularët e gjatë",
        "Generate Uploader Template", "Import Template", "Keni një rol të ri dhe nuk shihni asgjë",
        "Llogari për një partner", "Llogaria ime → Kjo pajisje", "Ndarja e të dhënave",
        "nëse humbin të dy çelësat, humbin të gjitha kopjet", "pa njoftuar askënd",
        "shënuar kë dërgoni", "U mbyll sesioni ndërsa shkruanit?", "dy minuta", "zhvendosë",
    },
}  # fmt: skip
GAP = re.compile(r"%\\\(\w+\\\)[sd]|%[sd]")


def plain(words):
    """The words as they are compared: one space, no stop at the end, small letters."""
    return re.sub(r"\s+", " ", words).strip().rstrip(".:?…").lower()


def texts_of_screens(language):
    """All texts of the catalogues in `language`."""
    for catalogue in CATALOGUES:
        for entry in polib.pofile(str(catalogue)):
            albanian = [entry.msgstr, *entry.msgstr_plural.values()]
            both = {"en": [entry.msgid, entry.msgid_plural], "sq": albanian}
            yield from (text for text in both[language] if text and not entry.obsolete)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_guide_has_in_bold_is_on_a_screen(language):
    texts = {plain(text) for text in texts_of_screens(language)}
    beginnings = tuple(texts)
    with_gaps = [
        re.compile(GAP.sub("(.+)", re.escape(text)))
        for text in texts
        if "%" in text and len(re.sub(r"%\(\w+\)[sd]|%[sd]", "", text).strip()) > 3
    ]
    written = re.findall(r"\*\*([^*]+)\*\*", guide(language).read_text(encoding="utf-8"))

    def is_on_a_screen(words):
        words = plain(words)
        if words in texts or any(gap.fullmatch(words) for gap in with_gaps):
            return True
        return " " in words and any(text.startswith(words) for text in beginnings)

    unknown = {re.sub(r"\s+", " ", words) for words in written if not is_on_a_screen(words)}

    assert unknown - STRESSED[language] == set()
    assert STRESSED[language] <= {re.sub(r"\s+", " ", words) for words in written}

"""The words of the interface in a language, and English that was left on an Albanian page."""

import re
from functools import cache
from pathlib import Path

import polib
from django.apps import apps
from django.conf import settings
from django.db.models import CharField, TextField
from django.utils import translation

# Every text of the page, shown or still folded away, with the language it says it is in.
ALL_TEXTS = """
() => {
  const found = [];
  const tell = (text, node) => {
    const words = (text || "").replace(/\\s+/g, " ").trim();
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const named = element?.closest("[lang]");
    if (words) found.push([words, (named || document.documentElement).lang]);
  };
  const attributes = ["placeholder", "aria-label", "title", "alt", "aria-description",
    "data-tab-label", "data-tab-note"];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) tell(node.data, node);
    if (![Node.ELEMENT_NODE, Node.DOCUMENT_FRAGMENT_NODE].includes(node.nodeType)) return;
    if (/^(script|style|code|noscript)$/i.test(node.nodeName)) return;
    for (const name of attributes) tell(node.getAttribute?.(name), node);
    if (node.matches?.("input[type=submit], input[type=button]")) tell(node.value, node);
    if (node.matches?.("meta[name=description]")) tell(node.content, node);
    if (node.querySelector?.(":scope > mark.differs")) return tell(node.textContent, node);
    node.childNodes.forEach(walk);
    if (node.content instanceof DocumentFragment) node.content.childNodes.forEach(walk);
  };
  walk(document.documentElement);
  return found;
}
"""
# What is written the same in both languages.
SAME = {
    "SHKEJ",
    "UNICEF",
    "PRP",
    "QPR",
    "CSV",
    "Excel",
    "JSON",
    "PDF",
    "Word",
    "XLSX",
    "Shqip",
    "English",
}
LETTERS = re.compile(r"[^\W\d_]{3,}")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif]|\{\w*\}")
CONTENT = re.compile(
    r"(name|title|label|email|address|venue|code|source|phone|reference|note|reason|what)(_sq)?$"
)


class Words:
    """The interface's words in one language: `words("Save event")` as a reader sees them."""

    def __init__(self, language):
        self.language = language

    def __call__(self, english, **values):
        with translation.override(self.language):
            text = translation.gettext(english)
        return text % values if values else text


def texts_of(page):
    """Every text of the page as a set of (words, language)."""
    return {(words, language) for words, language in page.evaluate(ALL_TEXTS)}


def assert_only_albanian(page):
    """Nothing on the page is a text of the catalogue that has an Albanian translation."""
    left = english_left(texts_of(page), set())
    assert not left, "\n".join([page.url, *left])


def english_left(albanian, english):
    """Return the texts of the Albanian page that are English.

    `albanian`, `english`: `texts_of` the same page in the two languages. English is what is in
    the catalogue to be translated, and what both pages say alike though nobody typed it in.
    """
    shown = {words for words, language in albanian if language == "sq"}
    content = typed_in()
    found = [f"{words!r} has a translation" for words in shown if _is_known_english(words, content)]
    alike = shown & {words for words, language in english if language == "en"}
    found += [f"{words!r} in both languages" for words in alike if _says_something(words, content)]
    return sorted(found)


def _is_known_english(words, content):
    exact, patterns = sources()
    if words in SAME:
        return False
    if words not in exact and not patterns.fullmatch(words):
        return False
    return words not in content


def _says_something(words, content):
    """Whether something remains once names, addresses and the like are taken out."""
    words = translated_alike().sub(" ", words)
    for typed in content:
        if typed in words:
            words = words.replace(typed, " ")
    return any(word not in SAME for word in LETTERS.findall(words))


def typed_in():
    """What users entered that an Albanian page may show as it stands, the longest first."""
    found = set()
    for model in apps.get_models():
        names = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, CharField | TextField) and CONTENT.search(field.name)
        ]
        for name in names:
            values = model._default_manager.values_list(name, flat=True)
            found.update(" ".join(value.split()) for value in values if value)
    return sorted((text for text in found if LETTERS.search(text)), key=len, reverse=True)


@cache
def sources():
    """English of the catalogues whose Albanian differs: (whole texts, one pattern for the rest)."""
    exact, patterns = set(), []
    for source, target in _pairs():
        parts = PLACEHOLDER.split(source)
        if not target or source == target:
            continue
        if len(parts) == 1:
            exact.add(source)
        elif len(LETTERS.findall(" ".join(parts))) > 1:
            patterns.append(".+".join(map(re.escape, parts)))
    return exact - {target for _source, target in _pairs()}, _any(patterns)


@cache
def translated_alike():
    """A pattern of the texts that read the same in Albanian: "%(n)s person"."""
    alike = [
        source
        for source, target in _pairs()
        if source == target and LETTERS.search(PLACEHOLDER.sub(" ", source))
    ]
    patterns = [r"\S+".join(map(re.escape, PLACEHOLDER.split(source))) for source in alike]
    return _any(rf"\b{pattern}\b" for pattern in patterns)


def _any(patterns):
    return re.compile("|".join(patterns) or "(?!)")


@cache
def _pairs():
    """Every text of the catalogues with its Albanian, each form of a plural apart."""
    pairs = []
    for entry in _entries():
        if entry.msgid_plural:
            pairs.append((entry.msgid, entry.msgstr_plural[0]))
            pairs.append((entry.msgid_plural, entry.msgstr_plural[1]))
        else:
            pairs.append((entry.msgid, entry.msgstr))
    return [(" ".join(source.split()), " ".join(target.split())) for source, target in pairs]


@cache
def _entries():
    folder = Path(settings.BASE_DIR, "locale")
    return [
        entry
        for path in sorted(folder.rglob("sq/LC_MESSAGES/*.po"))
        for entry in polib.pofile(str(path))
        if not entry.obsolete and not entry.fuzzy
    ]

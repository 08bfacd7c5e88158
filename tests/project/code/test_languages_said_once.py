"""Which languages there are, and what stands in for a missing text: bilingual.py says it alone."""

import ast
import re

import pytest
from django.conf import settings

from participants.models import Participant
from partners.models import CalendarFeed, Organisation
from shkej.lib.bilingual import FIRST, LANGUAGES, MISSING, NAMES

CODES = set(LANGUAGES)
# Whatever says it has one of these.
SAID = re.compile(r"(?<![a-z])(sq|en)(?![a-z])|get_language|" + "|".join(LANGUAGES.values()))
HOME = "shkej/lib/bilingual.py"
FOLDERS = [
    *"accounts background benchmarks demonstration events participants partners".split(),
    *"reports scripts shkej".split(),
]
# Of a template: asking which language it is, to write what belongs to one of the two.
CHOSEN = re.compile(
    r"""LANGUAGE_CODE\s*[!=]=|["']sq["'].*["']en["']|_sq\b.*\|default:\w+\.\w+_en"""
)


def constant(node):
    return node.value if isinstance(node, ast.Constant) else None


def lists_languages(node):
    """Whether it is a list of the codes, of pairs that begin with them, or a class of choices."""
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        firsts = {constant(each.elts[0]) for each in node.elts if is_pair(each)}
        return {constant(each) for each in node.elts} >= CODES or firsts >= CODES
    if isinstance(node, ast.ClassDef):
        values = [each.value for each in node.body if isinstance(each, ast.Assign)]
        return {constant(v.elts[0] if is_pair(v) else v) for v in values} >= CODES
    return False


def is_pair(node):
    return isinstance(node, ast.Tuple) and len(node.elts) == 2


def names_languages(node):
    """Whether it is a dict of some of the languages only, or of their own names."""
    if not isinstance(node, ast.Dict):
        return False
    keys = {constant(key) for key in node.keys}
    lacks = keys & CODES and keys <= CODES and keys != CODES
    return bool(lacks) or {constant(value) for value in node.values} >= set(LANGUAGES.values())


def chooses_between(node):
    """Whether it picks one of the codes, or the text of one language else the other."""
    if isinstance(node, ast.IfExp):
        return {constant(node.body), constant(node.orelse)} >= CODES
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        sides = [re.sub(r"_(sq|en)\b|[\"'](sq|en)[\"']", "_?", ast.unparse(v)) for v in node.values]
        return any(side == other for side, other in zip(sides, sides[1:], strict=False))
    return isinstance(node, ast.alias) and node.name == "get_language"


def asks_which(node):
    """Whether it compares with the code of one language: what then of a third?"""
    return isinstance(node, ast.Compare) and bool(
        CODES & {constant(side) for side in [node.left, *node.comparators]}
    )


def mentions_of(source):
    """The lines that say what bilingual.py says."""
    if not SAID.search(source):
        return []
    rules = (lists_languages, names_languages, chooses_between, asks_which)
    return [
        getattr(node, "lineno", 0)
        for node in ast.walk(ast.parse(source))
        if any(rule(node) for rule in rules)
    ]


def files(ending):
    for folder in [*FOLDERS, "templates", "static"]:
        for path in sorted((settings.BASE_DIR / folder).rglob(f"*{ending}")):
            place = path.relative_to(settings.BASE_DIR).as_posix()
            if place != HOME and not {"migrations", "vendor", "js"} & set(path.parts[:-1]):
                yield place, path.read_text(encoding="utf-8")


def test_no_other_module_lists_the_languages_or_chooses_between_them():
    found = {place: mentions_of(source) for place, source in files(".py")}

    assert len(found) > 300
    assert {place: lines for place, lines in found.items() if lines} == {}


def test_no_template_asks_which_of_the_two_languages_it_is():
    found = {place: CHOSEN.findall(source) for place, source in files(".html")}

    assert len(found) > 200
    assert {place: lines for place, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "source",
    [
        'CODES = ("sq", "en")',
        'for code in ["en", "sq", "both"]: pass',
        'choices = [("sq", "Shqip"), ("en", "English")]',
        'class Language:\n    SQ = "sq", "Shqip"\n    EN = "en", "English"',
        'NAMES = {"sq": "Shqip", "en": "English"}',
        'WORDS = {"sq": "po"}',
        'language = "en" if get() else "sq"',
        "title = row.title_en or row.title_sq",
        'text = data.get("name_sq") or data.get("name_en")',
        'text = pair["en"] or pair["sq"]',
        "from django.utils.translation import get_language",
        'if language != "sq": pass',
    ],
)
def test_such_a_line_is_found(source):
    assert mentions_of(source)


@pytest.mark.parametrize(
    "source",
    [
        'WORDS = {"sq": "po", "en": "yes"}',
        'language = "en" if get() else FIRST',
        "text = row.title_en or row.name",
        'fields = ["title_sq", "title_en"]',
    ],
)
def test_words_for_each_language_may_stand_where_they_are_said(source):
    assert not mentions_of(source)


@pytest.mark.parametrize("table", [MISSING, NAMES])
def test_each_language_has_its_words(table):
    assert list(table) == list(LANGUAGES)


def test_settings_and_models_take_the_languages_from_there():
    assert dict(settings.LANGUAGES) == LANGUAGES
    assert settings.LANGUAGE_CODE == settings.MODELTRANSLATION_DEFAULT_LANGUAGE == FIRST
    assert list(settings.MODELTRANSLATION_LANGUAGES) == list(LANGUAGES)
    for model, name in [(CalendarFeed, "language"), (Organisation, "language")]:
        assert dict(model._meta.get_field(name).choices) == LANGUAGES
    assert list(dict(Participant._meta.get_field("language").choices)) == list(LANGUAGES)

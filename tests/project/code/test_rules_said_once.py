"""What a rule of indicators or dimensions is stands with the rule: no other file knows its code."""

import ast
import re

import pytest
from django.conf import settings

from reports.models.divisions import DIVISIONS
from reports.models.rules import RULES

FOLDERS = "accounts benchmarks demonstration events participants partners reports shkej".split()
# The rules themselves, and their SQL.
KNOWING = {
    "reports/models/rules.py",
    "reports/models/divisions.py",
    "reports/counting/measures.py",
}
CODES = frozenset(RULES) | frozenset(DIVISIONS)
# Codes that are words of other things, too: figures of an event, columns, a unit of measure.
ORDINARY = {"new_people", "attendances", "events", "ratio", "manual", *DIVISIONS}
QUOTED = re.compile(r"""["'](\w+)["']""")


def named_in(node, codes=CODES):
    """The codes that are in a constant, or in a list, tuple or set of them."""
    inside = node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node]
    values = [each.value for each in inside if isinstance(each, ast.Constant)]
    return [value for value in values if value in codes]


def is_rule(node):
    """Whether an expression is some rule: `rule`, `row.rule`, `row["rule"]`, `row.get("rule")`."""
    if isinstance(node, ast.Call) and node.args:
        return getattr(node.func, "attr", "") == "get" and is_rule_name(node.args[0])
    if isinstance(node, ast.Subscript):
        return is_rule_name(node.slice)
    name = getattr(node, "attr", None) or getattr(node, "id", "")
    return name == "rule" or name.endswith("_rule")


def is_rule_name(node):
    """Whether a key, or the name of an argument, is that of a rule: `rule`, `part__rule__in`."""
    name = node.value if isinstance(node, ast.Constant) else node
    return isinstance(name, str) and "rule" in name.split("__")


def is_table_of_rules(node):
    """Whether an expression is RULES, DIVISIONS, or something called like them."""
    return re.search("rules|divisions", ast.unparse(node), re.IGNORECASE)


def mentions_of(source):
    """Yield the line and the code of each place that knows a rule by its code."""
    for node in ast.walk(ast.parse(source)):
        found = []
        if isinstance(node, ast.Constant) and node.value in CODES - ORDINARY:
            found = [node.value]
        elif isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(map(is_rule, sides)):
                found = [code for side in sides for code in named_in(side)]
        elif isinstance(node, ast.Match) and is_rule(node.subject):
            patterns = [each for case in node.cases for each in ast.walk(case.pattern)]
            values = [each.value for each in patterns if isinstance(each, ast.MatchValue)]
            found = [code for value in values for code in named_in(value)]
        elif isinstance(node, ast.keyword) and node.arg and is_rule_name(node.arg):
            found = named_in(node.value)
        elif isinstance(node, ast.Subscript) and is_table_of_rules(node.value):
            found = named_in(node.slice)
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("Rule"):
            found = [node.attr.lower()] if node.attr.lower() in CODES else []
        elif isinstance(node, ast.Dict):
            pairs = list(zip(node.keys, node.values, strict=True))
            keys = [code for key, _value in pairs for code in named_in(key, RULES)]
            found = keys if len(keys) == len(pairs) > 1 else []
            found += [c for k, v in pairs if k and is_rule_name(k) for c in named_in(v)]
        elif isinstance(node, ast.List | ast.Tuple | ast.Set):
            inside = named_in(node, RULES)
            found = inside if len(inside) == len(node.elts) > 1 else []
        yield from ((node.lineno, code) for code in found)


def mentions_in_text(text):
    """Yield the line and the code of each rule that a template, or a script, names by its code."""
    for number, line in enumerate(text.splitlines(), 1):
        for code in QUOTED.findall(line):
            if code in CODES and (code not in ORDINARY or re.search(r"\brules?\b", line)):
                yield number, code


def test_no_file_but_the_rules_names_a_rule_by_its_code():
    found = {}
    for folder in [*FOLDERS, "static", "templates"]:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            place = path.relative_to(settings.BASE_DIR).as_posix()
            if place in KNOWING or {"migrations", "vendor"} & set(path.parts):
                continue
            if path.suffix == ".py":
                found[place] = list(mentions_of(path.read_bytes()))
            elif path.suffix in (".html", ".js", ".txt"):
                found[place] = list(mentions_in_text(path.read_text(encoding="utf-8")))

    assert len(found) > 500
    assert {place: mentions for place, mentions in found.items() if mentions} == {}


@pytest.mark.parametrize(
    "source",
    [
        "if indicator.rule == 'manual': pass",
        "if 'events' != row['rule']: pass",
        "is_it = cleaned.get('rule') == 'ratio'",
        "is_it = rule in ('new_people', 'attendances')",
        "Indicator.objects.filter(rule='manual')",
        "Indicator.objects.exclude(numerator__rule__in=['ratio', 'manual'])",
        "Q(**{'rule': 'events'})",
        "NAMES = {'events': 'Events', 'manual': 'Typed'}",
        "PEOPLE = ['new_people', 'unique_people']",
        "word = RULES['manual'].name",
        "is_it = indicator.rule == Indicator.Rule.MANUAL",
        "match indicator.rule:\n    case 'manual' | 'ratio': pass",
        "sessions = 5 if code == 'completers' else None",
        "if dimension.rule == 'sex': pass",
        "if dimension.rule != Dimension.Rule.AGE: pass",
        "name = DIVISIONS['disability'].name",
    ],
)
def test_every_way_to_name_a_rule_is_seen(source):
    assert list(mentions_of(source))


@pytest.mark.parametrize(
    "source",
    [
        "if indicator.counting.is_typed: pass",
        "'''Of the rule completers.'''",
        "row['events'] + row['attendances']",
        "figures = {'events': 0, 'people': None}",
        "workbook.set_calc_mode('manual')",
        "if indicator.unit == 'ratio': pass",
        "if Unit.RATIO == unit: pass",
        "PER_EVENT = ('female', 'male', 'new_people')",
        "if dimension == 'sex': pass",
        "paths = {'sex': 'participant__sex', 'age': 'age'}",
        "if division.of_ages: pass",
        "# indicator.rule == 'manual'",
    ],
)
def test_other_uses_of_the_words_are_allowed(source):
    assert not list(mentions_of(source))


@pytest.mark.parametrize(
    ("text", "is_seen"),
    [
        ('{% if indicator.rule == "manual" %}', True),
        ("{% if 'events' == row.rule %}", True),
        ('<option value="completers">', True),
        ('{% include "components/empty.html" with icon="events" %}', False),
        ("{% if indicator.counting.is_typed %}", False),
    ],
)
def test_templates_are_looked_at_too(text, is_seen):
    assert bool(list(mentions_in_text(text))) is is_seen

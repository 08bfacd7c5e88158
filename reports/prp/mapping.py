"""What the portal's words mean here: proposed by label, confirmed by a person, kept by id.

A confirmed meaning is a PrpMapping. Of a value it may also be "nobody": a value that the portal
still offers and that we do not count; its row then holds the dimension alone, and its figure is 0.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from accounts.models import User
from partners.models import Municipality, Project
from reports.models import Dimension, DimensionValue, Indicator, Output, PrpMapping
from reports.prp.layout import PrpRow, Template
from shkej.lib.albanian import fold
from shkej.lib.bilingual import LANGUAGES, said, texts_of

READ = "en"  # by UNICEF
CUT = 255  # characters of a title that the portal keeps
ALIKE = 85  # of 100: titles that differ by a word or two
LABEL, KEY = 600, 800  # characters: of what is shown, and of what a thing is known by
# What was confirmed, by the key of the thing.
Meanings = dict[str, PrpMapping]

INDICATOR, LOCATION, DIMENSION, VALUE = "indicator", "location", "dimension", "value"


@dataclass(frozen=True)
class Thing:
    """One thing of the portal. `parent`: of an indicator its output, of a value its dimension."""

    kind: str
    key: str
    label: str
    parent: str = ""

    @property
    def is_indicator(self) -> bool:
        """Whether it is an indicator, which says below which output it stands."""
        return self.kind == INDICATOR

    @property
    def is_value(self) -> bool:
        """Whether it is a value of a dimension."""
        return self.kind == VALUE


@dataclass(frozen=True)
class Proposal:
    """What a thing probably is: a choice such as `indicator:3`; exact where its label says so."""

    choice: str
    is_exact: bool


def indicator_key(row: PrpRow) -> str:
    """The key of a row's indicator: the ids of rows change with every report."""
    return _whole(f"{INDICATOR}:{row.output}|{row.title}")


def location_key(row: PrpRow) -> str:
    """The key of a row's place."""
    return _whole(f"{LOCATION}:{row.location}")


def _whole(key: str) -> str:
    """A key that differs wherever the words differ, also behind the characters that can be kept."""
    if len(key) <= KEY:
        return key
    ending = hashlib.sha256(key.encode()).hexdigest()[:16]
    return f"{key[: KEY - len(ending) - 1]}…{ending}"


def id_key(kind: str, number: int) -> str:
    """The key of a dimension or a value."""
    return f"{kind}:{number}"


def things_of(template: Template) -> list[Thing]:
    """Everything in a template that has to have a meaning, each once, in the file's order."""
    found: dict[str, Thing] = {}
    for row in template.rows:
        key = indicator_key(row)
        found.setdefault(key, Thing(INDICATOR, key, row.title[:LABEL], row.output))
    for row in template.rows:
        if not row.is_country:
            key = location_key(row)
            found.setdefault(key, Thing(LOCATION, key, row.location[:LABEL]))
    asked = {key for row in template.rows for key in row.marked}
    for dimension in template.dimensions.values():
        if dimension.id in asked:
            key = id_key(DIMENSION, dimension.id)
            found[key] = Thing(DIMENSION, key, dimension.name[:LABEL])
            for value in dimension.values:
                part = id_key(VALUE, value.id)
                found[part] = Thing(VALUE, part, value.name[:LABEL], key)
    return list(found.values())


def meanings_of(project: Project) -> Meanings:
    """{key: PrpMapping} of everything that was confirmed for a project."""
    rows = PrpMapping.objects.filter(project=project)
    rows = rows.select_related(
        "indicator", "location", "dimension", "value__dimension", "confirmed_by"
    )
    return {row.key: row for row in rows}


def choice_of(mapping: PrpMapping) -> str:
    """A confirmed meaning as the choice that makes it."""
    for kind in (INDICATOR, LOCATION, VALUE, DIMENSION):
        if target := getattr(mapping, f"{kind}_id"):
            return f"{kind}:{target}"
    return ""


class Targets:
    """What things can mean in one project: its indicators and dimensions, all municipalities."""

    def __init__(self, project: Project) -> None:
        self.project = project
        rows = Indicator.objects.filter(output__project=project, is_reported=True)
        self.indicators = list(rows.select_related("output").prefetch_related("locations"))
        self.places = list(Municipality.objects.all())
        self.dimensions = list(Dimension.objects.filter(project=project).prefetch_related("values"))

    def choices(self, kind: str) -> dict[str, str]:
        """{choice: words} of everything that a thing of this kind can mean."""
        if kind == INDICATOR:  # in the language of PRP, to be compared
            return {
                f"{INDICATOR}:{row.pk}": f"{row.code} {said(texts_of(row, 'title'), READ)}"
                for row in self.indicators
            }
        if kind == LOCATION:
            return {f"{LOCATION}:{row.pk}": row.name for row in self.places}
        if kind == DIMENSION:
            return {f"{DIMENSION}:{row.pk}": row.name for row in self.dimensions}
        found = {}
        for row in self.dimensions:
            for value in row.values.all():
                found[f"{VALUE}:{value.pk}"] = f"{row.name}: {value.name}"
            found[f"{DIMENSION}:{row.pk}"] = _("%(dimension)s: nobody, always 0") % {
                "dimension": row.name
            }
        return found

    def propose(self, things: Sequence[Thing], known: Meanings) -> dict[str, Proposal]:
        """{key: Proposal} for those that no label contradicts. `known`: confirmed meanings."""
        found = {}
        for thing in things:
            proposal = {
                INDICATOR: self._indicator,
                LOCATION: self._place,
                DIMENSION: self._dimension,
            }.get(thing.kind)
            if proposal and thing.key not in known and (made := proposal(thing)):
                found[thing.key] = made
        for thing in things:
            if thing.kind == VALUE and thing.key not in known:
                chosen = known.get(thing.parent) or found.get(thing.parent)
                made = self._value(thing, chosen) if chosen else None
                if made:
                    found[thing.key] = made
        return found

    def _indicator(self, thing: Thing) -> Proposal | None:
        for code in reversed(LANGUAGES):
            same = [row for row in self.indicators if _title(row, code) == _cut(thing.label)]
            if len(same) > 1:
                of_output = [row for row in same if _is_called(row.output, "title", thing.parent)]
                same = of_output or same
            if len(same) == 1:
                return Proposal(f"{INDICATOR}:{same[0].pk}", is_exact=True)
        near = [
            (fuzz.ratio(title, _cut(thing.label)), -row.pk)
            for row in self.indicators
            for code in LANGUAGES
            if (title := _title(row, code))
        ]
        score, key = max(near, default=(0, 0))
        return Proposal(f"{INDICATOR}:{-key}", is_exact=False) if score >= ALIKE else None

    def _place(self, thing: Thing) -> Proposal | None:
        name = fold(thing.label)
        same = [row for row in self.places if name in _forms(row.name)]
        return Proposal(f"{LOCATION}:{same[0].pk}", is_exact=True) if len(same) == 1 else None

    def _dimension(self, thing: Thing) -> Proposal | None:
        same = [row for row in self.dimensions if _is_called(row, "name", thing.label)]
        return Proposal(f"{DIMENSION}:{same[0].pk}", is_exact=True) if len(same) == 1 else None

    def _value(self, thing: Thing, chosen: PrpMapping | Proposal) -> Proposal | None:
        choice = choice_of(chosen) if isinstance(chosen, PrpMapping) else chosen.choice
        for dimension in self.dimensions:
            if choice == f"{DIMENSION}:{dimension.pk}":
                values = dimension.values.all()
                same = [row for row in values if _is_called(row, "name", thing.label)]
                same = same or [row for row in values if fold(row.code) == fold(thing.label)]
                if len(same) == 1:
                    is_exact = isinstance(chosen, PrpMapping) or chosen.is_exact
                    return Proposal(f"{VALUE}:{same[0].pk}", is_exact)
        return None


def _cut(title: str) -> str:
    return fold(title[:CUT])


def _title(indicator: Indicator, code: str) -> str | None:
    title = getattr(indicator, f"title_{code}")
    return _cut(title.strip()) if title else None


def _is_called(row: Output | Dimension | DimensionValue, field: str, label: str) -> bool:
    """Whether a row bears the label in either language."""
    return any(name and _cut(name) == _cut(label) for name in texts_of(row, field).values())


def _forms(name: str) -> set[str]:
    """A place's folded names: as lists have it, and the definite form that English takes."""
    name = fold(name)
    forms = {name}
    if name.endswith("e"):
        forms.add(f"{name[:-1]}a")  # Tiranë, Tirana
    elif name[-1:] in ("k", "g", "h"):
        forms.add(f"{name}u")
    elif name[-2:-1] == "e" and name.endswith(("r", "z")):
        forms |= {f"{name[:-2]}{name[-1]}a", f"{name}i"}  # Shkodër, Shkodra; Kamëz, Kamza
    else:
        forms.add(f"{name}i")  # Durrës, Durrësi
    return forms


@transaction.atomic
def confirm(
    *, project: Project, things: Sequence[Thing], choices: Mapping[str, str], confirmed_by: User
) -> None:
    """Keep what a person said that things mean: `choices` is {key: choice}.

    ValidationError, and nothing is kept, where two things would mean the same or a value would
    belong to another dimension than its own.
    """
    known = meanings_of(project)
    meant = {**{key: choice_of(row) for key, row in known.items()}, **choices}
    targets = Targets(project)
    refusals = list(_contradictions(things, meant, targets))
    if refusals:
        raise ValidationError(refusals)
    for thing in things:
        if choice := choices.get(thing.key):
            kind, _colon, key = choice.partition(":")
            target: dict[str, int | None] = {
                f"{each}_id": None for each in (INDICATOR, LOCATION, DIMENSION, VALUE)
            }
            target[f"{kind}_id"] = int(key)
            row = {"label": thing.label, "confirmed_by": confirmed_by, **target}
            PrpMapping.objects.update_or_create(project=project, key=thing.key, defaults=row)


def _contradictions(
    things: Sequence[Thing], meant: Mapping[str, str], targets: Targets
) -> Iterator[str]:
    dimension_of = {
        f"{VALUE}:{value.pk}": f"{DIMENSION}:{row.pk}"
        for row in targets.dimensions
        for value in row.values.all()
    }
    taken: dict[str, Thing] = {}
    for thing in things:
        choice = meant.get(thing.key)
        if not choice:
            continue
        if choice not in targets.choices(thing.kind):
            yield _("“%(label)s”: choose something of this project.") % {"label": thing.label}
            continue
        if thing.kind == VALUE and dimension_of.get(choice, choice) != meant.get(thing.parent):
            yield _("“%(label)s” is a value of another dimension here.") % {"label": thing.label}
        if thing.kind in (INDICATOR, DIMENSION) or choice.startswith(f"{VALUE}:"):
            other = taken.setdefault(choice, thing)
            if other is not thing:
                yield _("“%(first)s” and “%(second)s” cannot mean the same.") % {
                    "first": other.label,
                    "second": thing.label,
                }

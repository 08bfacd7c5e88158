"""The rules by which indicators are counted: the closed list of docs/indicators.md, each said once.

They are below the models, whose choices and constraints are made of them, and know no row. What
a measure takes of the rows is in `reports.counting.measures`; everybody else asks the rule.
"""

from dataclasses import dataclass
from enum import Enum

from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Of(Enum):
    """What a rule makes its figures of."""

    PEOPLE = "people"  # each at most once in a period
    ATTENDANCES = "attendances"  # presences, each counted
    EVENTS = "events"
    PARTS = "parts"  # two other indicators, one divided by the other
    TYPED = "typed"  # what somebody typed in


@dataclass(frozen=True)
class CountingRule:
    """One way to count.

    `meaning`: for whoever has to choose one; `why`: why its figure goes into PRP as it does.
    `measure`: what it counts in a period; `since_start`: what it counts of all the time until then,
    if that is another; `is_cumulative`: its cells hold all that time, too.
    `fits`: PRP's methods across periods that give a true figure of it; None if each may.
    `units`: the units of measure that it gives; None for any.
    `fields`: what only it asks for; `refusal`: what is said at them under another rule, where the
    table does not say it.
    """

    code: str
    name: str
    meaning: str
    of: Of
    why: str
    fits: frozenset[str] | None
    measure: str = ""
    since_start: str = ""
    is_cumulative: bool = False
    units: tuple[str, ...] | None = ("number",)
    fields: tuple[str, ...] = ()
    refusal: str = ""

    @property
    def counts_itself(self):
        """Whether it counts rows, and does not need other indicators or somebody who types."""
        return bool(self.measure)

    @property
    def of_people(self):
        """Whether a person is counted at most once in a period."""
        return self.of is Of.PEOPLE

    @property
    def of_attendances(self):
        """Whether a person is counted as often as they came."""
        return self.of is Of.ATTENDANCES

    @property
    def of_registrations(self):
        """Whether the rows behind a figure are people at events."""
        return self.of_people or self.of_attendances

    @property
    def of_events(self):
        """Whether the rows behind a figure are events, so that it tells nothing of a person."""
        return self.of is Of.EVENTS

    @property
    def is_divided(self):
        """Whether a numerator and a denominator count for it."""
        return self.of is Of.PARTS

    @property
    def is_typed(self):
        """Whether its figures are typed in, with their source."""
        return self.of is Of.TYPED

    @property
    def measure_ever(self):
        """What it counts of all the time until a period's end, so that nothing counts twice."""
        return self.since_start or self.measure

    @property
    def measures(self):
        """The names of all that has to be counted for it."""
        return sorted({self.measure, self.measure_ever} - {""})

    @property
    def prp_line(self):
        """Which of the three figures side by side goes into PRP."""
        return "unique_since_start" if self.is_cumulative else "this_period"

    def fits_method(self, method):
        """Whether PRP's method across periods gives a true figure."""
        return self.fits is None or method in self.fits


_ALL = [
    CountingRule(
        code="new_people",
        name=_("New people"),
        meaning=_(
            "Who comes for the first time in this project. Right for “people reached”, which "
            "UNICEF’s portal adds up."
        ),
        of=Of.PEOPLE,
        measure="new",
        why=_("PRP adds the periods up, so each person may be in one of them only: the first."),
        fits=frozenset({"sum"}),
    ),
    CountingRule(
        code="unique_people",
        name=_("People in the period, each once"),
        meaning=_(
            "Whoever came in the period. Added up over periods, the same person counts again."
        ),
        of=Of.PEOPLE,
        measure="reached",
        since_start="new",
        why=_(
            "PRP adds the periods up and cannot tell people apart: who comes again counts again."
        ),
        fits=frozenset(),
    ),
    CountingRule(
        code="cumulative_people",
        name=_("People since the start, each once"),
        meaning=_("Everybody until now. Goes with the method “highest”."),
        of=Of.PEOPLE,
        measure="reached",
        since_start="new",
        is_cumulative=True,
        why=_("PRP takes the highest period, so each period repeats those before it."),
        fits=frozenset({"max", "latest"}),
    ),
    CountingRule(
        code="completers",
        name=_("People who completed"),
        meaning=_("Who has come to at least so many sessions, in the period in which they did."),
        of=Of.PEOPLE,
        measure="completed",
        why=_("Each person completes once, so PRP may add the periods up."),
        fits=frozenset({"sum"}),
        fields=("sessions", "sessions_percent"),
        refusal=_("Only the counting rule “People who completed” asks for sessions."),
    ),
    CountingRule(
        code="attendances",
        name=_("Attendances"),
        meaning=_("Presences, each counted. The title should say so."),
        of=Of.ATTENDANCES,
        measure="attendances",
        why=_("Attendances are contacts, and contacts may be added up."),
        fits=frozenset({"sum"}),
        fields=("counts_unnamed",),
    ),
    CountingRule(
        code="events",
        name=_("Events held"),
        meaning=_("Meetings that took place, not people."),
        of=Of.EVENTS,
        measure="events",
        why=_("Each event is in one period, so PRP may add the periods up."),
        fits=frozenset({"sum"}),
    ),
    CountingRule(
        code="ratio",
        name=_("One indicator divided by another"),
        meaning=_("Numerator and denominator are counted by two other indicators."),
        of=Of.PARTS,
        why=_("Of ratios PRP takes the latest period."),
        fits=frozenset({"latest"}),
        units=("percentage", "ratio"),
        fields=("numerator", "denominator"),
        refusal=_("Only the counting rule “One indicator divided by another” has it."),
    ),
    CountingRule(
        code="manual",
        name=_("Typed in, with its source"),
        meaning=_("What nothing here can count: somebody types it in, with a file that shows it."),
        of=Of.TYPED,
        why=_("What was typed in for the period."),
        fits=None,
        units=None,
    ),
]

# By code, in the order in which they are offered; the first is what a new indicator has.
RULES = {rule.code: rule for rule in _ALL}


def rule_choices():
    """[(code, name), …] in their order."""
    return [(rule.code, rule.name) for rule in RULES.values()]


def codes_where(holds):
    """The codes of the rules of which `holds` is true, sorted."""
    return sorted(code for code, rule in RULES.items() if holds(rule))


def asks_for(field):
    """The condition that the row's rule is one that asks for `field`."""
    return _is_one_of(codes_where(lambda rule: field in rule.fields))


def unit_fits():
    """The condition that the row's unit is one that its rule gives; most rules give numbers."""
    others = codes_where(lambda rule: rule.units != ("number",))
    fits = Q()
    for code in others:
        units = RULES[code].units
        fits |= Q(rule=code) if units is None else Q(rule=code, unit__in=list(units))
    return fits | (~Q(rule__in=others) & Q(unit="number"))


def _is_one_of(codes):
    return Q(rule=codes[0]) if len(codes) == 1 else Q(rule__in=codes)

"""What a check says: nothing, or what is wrong and the next step."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class HealthFinding:
    """`words` and `step` are from `gettext_noop`; `values` are in either.

    `stops`: nothing is served and no task begun while it is so.
    """

    words: str
    step: str
    values: dict = field(default_factory=dict)
    stops: bool = False

    def said(self):
        """(what is wrong, what to do next) in the language of the moment."""
        return _(self.words) % self.values, _(self.step) % self.values


@dataclass(frozen=True)
class HealthCheck:
    """`label` (from `gettext_noop`): what is looked at; `look` yields what is wrong with it."""

    label: str
    look: Callable[[], Iterator[HealthFinding]]

"""The order of lists: by the text that is shown, in the alphabet of the reader's language.

The one place for it: rows of the database are in the order of `Shown`, what is in memory goes
through `in_shown_order`, choices of a code are a `NamedChoices`, and those of rows a `RowsInOrder`,
which `shkej.apps` gives to every field. What has an order of its own keeps it: time, the positions
of a report, the steps of a status, ages. Tables of figures keep one order too, so that the files of
both languages match row by row, and no two readers see other cells kept back. Names of people stand
by the Albanian alphabet in both languages: they are the same in both, and so are the lines of a
register, on paper and for colleagues.
"""

from functools import cache
from operator import attrgetter, itemgetter

from django.db.models import Func, TextChoices
from django.db.models.enums import ChoicesType
from django.forms.models import ModelChoiceIterator
from django.utils import translation
from django.utils.choices import BaseChoiceIterator

from shkej.lib.albanian import sort_key
from shkej.lib.bilingual import LANGUAGES, reading


def shown_key(text):
    """What sorts `text` for its reader; equal ones by their letters."""
    return sort_key(str(text), language=reading()), str(text)


def in_shown_order(rows, shown=str):
    """`rows` as a list, in the order of what `shown` says of each."""
    return sorted(rows, key=lambda row: shown_key(shown(row)))


class Shown(Func):
    """The order of rows by `name` as the reader sees it: by its column `name_sq` or `name_en`."""

    def __init__(self, name, **extra):
        super().__init__(*(f"{name}_{code}" for code in LANGUAGES), **extra)

    def as_sql(self, compiler, connection, **_context):
        column = self.get_source_expressions()[list(LANGUAGES).index(reading())]
        return compiler.compile(column)


class RowsInOrder(ModelChoiceIterator):
    """The choices of a field of rows, in the order of their labels; the empty one is first."""

    def __iter__(self):
        empty = [("", self.field.empty_label)] if self.field.empty_label is not None else []
        rows = (self.choice(row) for row in self.queryset.all())
        yield from empty
        yield from in_shown_order(rows, itemgetter(1))


class ChoicesInOrder(BaseChoiceIterator):
    """The choices of a `NamedChoices`; as they are written where nobody reads, as in migrations."""

    def __init__(self, members):
        self.members = members

    def __iter__(self):
        members = _members_in_order(self.members, translation.get_language())
        return iter([(member.value, member.label) for member in members])


@cache
def _members_in_order(members, language):
    return in_shown_order(members, attrgetter("label")) if language else list(members)


class _Named(ChoicesType):
    @property
    def choices(cls):
        """The choices in the order of their labels, whenever they are read."""
        return ChoicesInOrder(cls)

    @property
    def values(cls):
        """The codes, as they are written."""
        return [member.value for member in cls]

    @property
    def labels(cls):
        """The labels, likewise."""
        return [member.label for member in cls]


class NamedChoices(TextChoices, metaclass=_Named):
    """Choices that have no order of their own: they stand by their labels."""

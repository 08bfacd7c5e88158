"""How much is recorded on a register, and how that is said."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils.translation import ngettext

from events.models.registrations import ATTENDED, Attendance

NOT_MARKED = Attendance.UNMARKED


@dataclass(frozen=True)
class Recorded:
    """Numbers of people: marked as having come, marked otherwise, counted without a name."""

    came: int = 0
    marked_otherwise: int = 0
    counted: int = 0

    def __bool__(self):
        return self.number > 0

    @property
    def number(self):
        """All of them."""
        return self.came + self.marked_otherwise + self.counted

    @property
    def key(self):
        """The figures as a form sends them back: other figures are another question."""
        return f"{self.came}-{self.marked_otherwise}-{self.counted}"

    @property
    def sentences(self):
        """One for each kind: "1 person is marked as present."."""
        came = ngettext(
            "%(n)s person is marked as present.",
            "%(n)s people are marked as present.",
            self.came,
        )
        otherwise = ngettext(
            "%(n)s person is marked as absent or excused.",
            "%(n)s people are marked as absent or excused.",
            self.marked_otherwise,
        )
        counted = ngettext(
            "%(n)s person is counted without a name.",
            "%(n)s people are counted without names.",
            self.counted,
        )
        figures = [(came, self.came), (otherwise, self.marked_otherwise), (counted, self.counted)]
        return [words % {"n": number} for words, number in figures if number]

    @property
    def in_words(self):
        """The sentences in one text."""
        return " ".join(self.sentences)


def recorded_at(event):
    """What is recorded at a saved `event`, on whatever place of its register. Two queries."""
    marked = event.registrations.order_by().exclude(attendance=NOT_MARKED)
    marks = marked.aggregate(
        came=Count("pk", filter=Q(attendance__in=ATTENDED)),
        marked_otherwise=Count("pk", filter=~Q(attendance__in=ATTENDED)),
    )
    counted = event.headcounts.order_by().aggregate(counted=Sum("count"))["counted"]
    return Recorded(counted=counted or 0, **marks)

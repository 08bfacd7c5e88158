"""How many people a register holds: by mark, and as participants named and counted."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import BooleanField, CharField, Count, Sum, Value

from events.models.registrations import ATTENDED, Attendance

COUNTED, SIGNATURES = "counted", "signatures"


@dataclass
class RegisterTotals:
    """`marks`: {attendance: people on the register}; the rest counts those who came.

    `named` and `counted` are participants; `not_counted` came too, but belong to a category that
    is not counted (the staff), whether named or not. `by_category`: {code: [named, counted]} of
    all who came, in categories that are counted or not. `signatures`: those on the attached
    lists; None where no list says how many.
    """

    marks: Counter = field(default_factory=Counter)
    by_category: dict = field(default_factory=dict)
    named: int = 0
    counted: int = 0
    not_counted: int = 0
    signatures: int | None = None

    @property
    def participants(self):
        """All who came and are counted: named + counted."""
        return self.named + self.counted

    @property
    def registered(self):
        """All who are on the register, whether they came or not."""
        return self.marks.total()

    @property
    def unmarked(self):
        """Those on the register whom nobody has marked yet."""
        return self.marks[Attendance.UNMARKED]

    @property
    def every_mark(self):
        """(code, label, people) for each mark, in their order; scripts count on in these."""
        return [(code, label, self.marks[code]) for code, label in CHOICES]

    @classmethod
    def over(cls, registrations, headcounts, categories, signatures=None):
        """The totals of rows that are read already; `categories`: as they count on that day."""
        totals, by_id = cls(signatures=signatures), {row.pk: row for row in categories}
        for registration in registrations:
            category = by_id[registration.category_id]
            totals.add(registration.attendance, category.code, category.is_counted, 1)
        for headcount in headcounts:
            category = by_id[headcount.category_id]
            totals.add(COUNTED, category.code, category.is_counted, headcount.count)
        return totals

    def add(self, mark, category, is_counted, people):
        """Add `people` of one mark, or of `COUNTED`, in a category that is counted or not."""
        if mark == SIGNATURES:
            self.signatures = people
            return
        if mark != COUNTED:
            self.marks[mark] += people
            if mark not in ATTENDED:
                return
        self.by_category.setdefault(category, [0, 0])[mark == COUNTED] += people
        if not is_counted:
            self.not_counted += people
        elif mark == COUNTED:
            self.counted += people
        else:
            self.named += people


CHOICES = [
    (mark.value, mark.label)
    for mark in (
        Attendance.PRESENT,
        Attendance.LATE,
        Attendance.EXCUSED,
        Attendance.ABSENT,
        Attendance.UNMARKED,
    )
]


def register_totals(event):
    """The totals of `event` with the signatures on its attached lists, in one query."""
    category = ("category__code", "category__spans__is_counted")
    that_day = {
        "category__spans__starts_on__lte": event.starts_on,
        "category__spans__ends_on__gte": event.starts_on,
    }
    named = event.registrations.active().filter(**that_day).order_by()
    named = named.values_list("attendance", *category)
    counted = event.headcounts.filter(**that_day).order_by()
    counted = counted.annotate(mark=Value(COUNTED, output_field=CharField()))
    counted = counted.values_list("mark", *category)
    signed = event.attachments.signed().order_by().values("event")
    signed = signed.annotate(
        mark=Value(SIGNATURES, output_field=CharField()),
        code=Value("", output_field=CharField()),
        is_counted=Value(True, output_field=BooleanField()),
        people=Sum("signatures"),
    ).values_list("mark", "code", "is_counted", "people")
    totals = RegisterTotals()
    for row in named.annotate(people=Count("pk")).union(
        counted.annotate(people=Sum("count")), signed, all=True
    ):
        totals.add(*row)
    return totals

"""What is odd about a register before it is closed: things to look at, none of them forbidden."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models.registrations import Attendance
from events.register.totals import register_totals
from shkej.lib.dates import near_date

MANY_UNNAMED = 5


@dataclass(frozen=True)
class ClosingWarning:
    """`key`: what it is, with its figures: another figure is another thing to look at."""

    key: str
    sentence: str


def closing_warnings(event, totals=None):
    """Everything odd about the register of `event` as it stands now. At most one query.

    `totals`: its totals, where they are known already.
    """
    totals = totals or register_totals(event)
    found = [_nobody(totals), _unmarked(totals), _unnamed(totals), _signatures(totals)]
    return [warning for warning in [*found, _not_over(event)] if warning]


def refuse_unseen_warnings(event, seen):
    """ValidationError with what is odd about `event` and not among the keys `seen`."""
    unseen = [warning.sentence for warning in closing_warnings(event) if warning.key not in seen]
    if unseen:
        first = _("Look at this before the register is closed:")
        raise ValidationError([first, *unseen], code="warnings")


def _nobody(totals):
    if totals.participants or totals.not_counted:
        return None
    return ClosingWarning("nobody", _("Nobody is marked as present and nobody is counted."))


def _unmarked(totals):
    number = totals.unmarked
    if not number:
        return None
    sentence = ngettext(
        "%(n)s person is not yet marked and will not be counted.",
        "%(n)s people are not yet marked and will not be counted.",
        number,
    )
    return ClosingWarning(f"unmarked-{number}", sentence % {"n": number})


def _unnamed(totals):
    """More people without a name than with one."""
    if totals.counted < MANY_UNNAMED or totals.counted <= totals.named:
        return None
    sentence = _(
        "%(counted)s of %(all)s participants have no name. They count as attendances, "
        "but never as people reached."
    )
    figures = {"counted": totals.counted, "all": totals.participants}
    return ClosingWarning(f"unnamed-{totals.counted}-{totals.participants}", sentence % figures)


def _signatures(totals):
    """Signatures on the attached lists against those marked as having come, by name."""
    signatures = totals.signatures
    came = totals.marks[Attendance.PRESENT] + totals.marks[Attendance.LATE]
    if signatures is None or signatures == came:
        return None
    sentence = ngettext(
        "The attached list has %(n)s signature; marked as present or late: %(came)s.",
        "The attached list has %(n)s signatures; marked as present or late: %(came)s.",
        signatures,
    )
    key = f"signatures-{signatures}-{came}"
    return ClosingWarning(key, sentence % {"n": signatures, "came": came})


def _not_over(event):
    if event.ends_at is None or event.ends_at <= timezone.now():
        return None
    sentence = _("The event is not over: it ends %(when)s.") % {"when": near_date(event.ends_at)}
    return ClosingWarning("not-over", sentence)

"""What the register calls ages, and groups of people counted without names."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Attendance


def age_in_words(age):
    """The age with its unit on one line, or that it is not known."""
    if age is None:
        return _("age not known")
    return (ngettext("%(n)s year", "%(n)s years", age) % {"n": age}).replace(" ", "\u00a0")


def age_at(person, day, recorded=None):
    """The age on `day` in words: as `recorded`, else worked out, else why there is none."""
    if recorded is None and person.birth.is_after(day):
        return _("born after this day: to be asked about")
    return age_in_words(person.age_on(day) if recorded is None else recorded)


def marked_in_words(mark, n):
    """What was done where `n` people were marked at once: "3 were marked as absent"."""
    if mark == Attendance.PRESENT:
        text = ngettext("%(n)s was marked as present", "%(n)s were marked as present", n)
    else:
        text = ngettext("%(n)s was marked as absent", "%(n)s were marked as absent", n)
    return text % {"n": n}


def group_name(headcount):
    """A group of people counted without names: "Parents, female, 25–59 years"."""
    parts = [headcount.category.label, headcount.get_sex_display().lower()]
    if headcount.sex == "unknown":
        parts[1] = _("sex not stated")
    return ", ".join([*parts, age_range(headcount.age_from, headcount.age_to)])


def age_range(first, last):
    """A range of ages with its unit, open at either end: "25–59 years"."""
    if first is None and last is None:
        return _("age not known")
    if last is None:
        return _("%(first)s years and older") % {"first": first}
    if first is None:
        return _("up to %(last)s years") % {"last": last}
    if first == last:
        return age_in_words(first)
    return _("%(first)s–%(last)s years") % {"first": first, "last": last}

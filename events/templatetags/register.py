"""What a register's row shows of a person."""

import uuid

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.locking.session import is_handed_over
from events.lib.alphabet import letters
from events.models import Attendance
from events.register.closing.warnings import closing_warnings
from events.register.words import age_at, age_in_words, group_name, marked_in_words
from shkej.lib.dates import near_date
from shkej.lib.texts import marked_up, with_names

register = template.Library()
register.simple_tag(group_name)
register.simple_tag(letters, name="mark_letters")


@register.simple_tag
def form_key():
    """A hidden key: what a form without a script sends twice is done once (`acts/keys.py`)."""
    return format_html('<input type="hidden" name="form_key" value="{}">', uuid.uuid4())


@register.simple_tag
def done_pattern(mark):
    """The attributes with which a script says how many were marked: `{n}` stands for the number."""
    one, many = (marked_in_words(mark, n).replace(str(n), "{n}", 1) for n in (1, 2))
    return format_html(' data-one="{}" data-many="{}"', one, many)


@register.filter
def next_mark(registration):
    """What one tap records: present, and absent for those who are present."""
    present = registration.attendance == Attendance.PRESENT
    return Attendance.ABSENT.value if present else Attendance.PRESENT.value


@register.filter
def marks(registration):
    """[(mark, word)] of what can be recorded of somebody with a place."""
    return [pair for pair in Attendance.choices if pair[0] != Attendance.UNMARKED]


@register.simple_tag(takes_context=True)
def person_name(context, participant):
    """The name as this reader may see it: volunteers see the surname's initial only."""
    return participant.short_name if _is_short(context, participant) else participant.listed_name


@register.simple_tag(takes_context=True)
def about_registration(context, registration):
    """As what somebody attends, their age, and for whom: "Parents · 34 years · City hall"."""
    parts = [registration.category.of_one]
    if not context["is_short"]:
        organisation = registration.organisation and registration.organisation.name
        parts += [_age_at(registration), organisation]
    return " · ".join(part for part in parts if part)


@register.simple_tag(takes_context=True)
def about_photos(context, registration):
    """Whether photographs may be taken of somebody; nothing at a device that was handed over."""
    agrees = getattr(registration, "agrees_to_photos", None)
    if agrees is None or is_handed_over(context["request"]):
        return ""
    return _("photos: yes") if agrees else _("photos: no")


@register.simple_tag(takes_context=True)
def about_participant(context, participant, event):
    """The same of somebody found by name: what they usually attend as."""
    parts = [participant.category.of_one]
    if not _is_short(context, participant):
        organisation = participant.organisation and participant.organisation.name
        parts += [age_at(participant, event.local_date), organisation]
    return " · ".join(part for part in parts if part)


def _age_at(registration):
    """As recorded with the mark; of who is not yet marked, as worked out."""
    person, day = registration.participant, registration.event.local_date
    is_marked = registration.attendance != Attendance.UNMARKED
    if is_marked and registration.age is None and not person.birth.is_after(day):
        return age_in_words(None)
    return age_at(person, day, registration.age if is_marked else None)


def _is_short(context, participant):
    """By the event of the page; of people found by name (`searchable`) also by themselves."""
    return context["is_short"] or getattr(participant, "is_short", False)


@register.filter
def asked_in_words(registration):
    """The mark that was asked for while another one stood."""
    return registration.questions[0].get_attendance_display()


@register.simple_tag
def conflict_in_words(registration):
    """What the two marks are and who made them, for the question which one stands."""
    who = registration.marked_by
    when = near_date(registration.marked_at)
    words = {
        "first": registration.get_attendance_display(),
        "by": with_names(_("%(name)s, %(when)s"), name=who, when=when),
        "second": asked_in_words(registration),
        "asker": marked_up(registration.questions[0].by.name),
    }
    if registration.attendance == Attendance.UNMARKED:
        text = _("Asked for: %(second)s (%(asker)s). Now not yet marked. Which is right?")
        return with_names(text, **words)
    if who is None:
        words["by"] = when
    text = _("Two marks: %(first)s (%(by)s) and %(second)s (%(asker)s). Which is right?")
    return with_names(text, **words)


register.simple_tag(closing_warnings)

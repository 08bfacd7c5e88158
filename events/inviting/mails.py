"""What a mail about an invitation says, in the language of whoever gets it."""

from email.utils import formataddr
from enum import Enum

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext

from accounts.outbox import Content
from events.inviting.calendar_files import method_for, write_invitation
from events.inviting.links import token_of
from events.inviting.readers import Reader
from events.lib.shared_facts import hidden, times_of
from shkej.lib.dates import TIRANA, last_day, local_day, today
from shkej.lib.house import house_name
from shkej.lib.phones import spoken


class InvitationMail(Enum):
    """The mails about an invitation."""

    INVITATION = "invitation"
    CHANGE = "change"
    TAKES_PLACE = "takes place"
    CANCELLATION = "cancellation"
    WITHDRAWAL = "withdrawal"
    REMINDER = "reminder"
    ANSWER = "answer"


# As the page behind the link takes them; it asks once more before anything is kept.
ANSWERS = [
    ("yes", gettext_lazy("We are coming")),
    ("maybe", gettext_lazy("Perhaps")),
    ("no", gettext_lazy("We are not coming")),
]
GONE = (InvitationMail.CANCELLATION, InvitationMail.WITHDRAWAL)


def write_mail(kind, invitation, event, address, language, before=None):
    """The content of one mail; `before`: what was told until now, where it changed."""
    facts = hidden(invitation.told) if event.is_sensitive else invitation.told
    with override(language):
        context = {
            "language": language,
            "organisation": str(invitation.organisation),
            "lead": _lead(kind, event),
            "title": facts[f"title_{language}"],
            "when": capfirst(in_words(facts)),
            "place": facts[f"place_{language}"],
            "changes": changes_in_words(before, facts, language) if before else [],
            "must_answer_again": invitation.must_answer_again and kind not in GONE,
            "message": _message(kind, invitation, event),
            "answer_by": _answer_by(kind, invitation),
            "choices": ANSWERS if not facts["called_off"] else [],
            "link": ""
            if kind is InvitationMail.WITHDRAWAL
            else link_of(invitation, address, language),
            "is_gone": kind in GONE,
            "is_sensitive": facts["is_sensitive"],
            "signature": signature_of(event.centre, facts["is_sensitive"]),
            "calendar_answers": settings.REPLIES is not None,
        }
        is_off = kind is InvitationMail.WITHDRAWAL or bool(facts["called_off"])
        return Content(
            subject=_subject(kind, event) % {"title": context["title"], "when": in_words(facts)},
            text=render_to_string("events/inviting/email/event.txt", context),
            html=render_to_string("events/inviting/email/event.html", context),
            calendar=write_invitation(
                event,
                facts,
                language,
                shift=invitation.withdrawals,
                is_withdrawn=kind is InvitationMail.WITHDRAWAL,
                reader=Reader(invitation, address),
            ),
            method=method_for(is_off=is_off),
            calendar_name=pgettext("name of a file", "event") + ".ics",
            thread=thread_of(event),
            reply_to=centre_address(event.centre),
        )


def _message(kind, invitation, event):
    """What the centre wrote besides; of a sensitive event nothing, whenever it was written."""
    is_asked = kind in (InvitationMail.INVITATION, InvitationMail.ANSWER)
    return invitation.message if is_asked and not event.is_sensitive else ""


def _answer_by(kind, invitation):
    """Until when an answer is asked for, in words; "" where none is, or that day is over."""
    day = invitation.answer_by
    if kind in GONE or invitation.is_answered or day is None or day < today():
        return ""
    return date_format(day, "l, j E Y")


def thread_of(event):
    """What the mails about one event share."""
    return f"event-{event.pk}-{event.created_at:%Y%m%d%H%M%S}"


def centre_address(centre):
    """Whom a person writes to who answers a mail; "" where the centre gave no address."""
    return formataddr((house_name(), centre.email)) if centre.email else ""


def link_of(invitation, address, language):
    """The address of the page on which an invitation is answered without an account."""
    return settings.SITE_URL + reverse(
        "answer_by_link", args=[token_of(invitation, address, language)]
    )


def signature_of(centre, is_sensitive):
    """Whom to ask; without the name of the centre where that would tell the place."""
    name = "" if is_sensitive else str(centre)
    return ", ".join(filter(None, [name, spoken(centre.phone)]))


def _subject(kind, event):
    return {
        InvitationMail.INVITATION: _("Invitation: %(title)s, %(when)s"),
        InvitationMail.CHANGE: _("Changed: %(title)s, %(when)s"),
        InvitationMail.TAKES_PLACE: _("Takes place again: %(title)s, %(when)s"),
        InvitationMail.CANCELLATION: _("Postponed: %(title)s, %(when)s")
        if event.status == event.Status.POSTPONED
        else _("Cancelled: %(title)s, %(when)s"),
        InvitationMail.WITHDRAWAL: _("Invitation withdrawn: %(title)s, %(when)s"),
        InvitationMail.REMINDER: _("Tomorrow: %(title)s, %(when)s"),
        InvitationMail.ANSWER: _("Please answer: %(title)s, %(when)s"),
    }[kind]


def _lead(kind, event):
    return {
        InvitationMail.INVITATION: _("You are invited to this event:"),
        InvitationMail.CHANGE: _("An event to which you are invited has changed. It is now:"),
        InvitationMail.TAKES_PLACE: _("This event takes place after all:"),
        InvitationMail.CANCELLATION: _("This event is postponed. We will tell you the new date:")
        if event.status == event.Status.POSTPONED
        else _("This event does not take place:"),
        InvitationMail.WITHDRAWAL: _("You are no longer expected at this event:"),
        InvitationMail.REMINDER: _("This event is tomorrow:"),
        InvitationMail.ANSWER: _("You are invited to this event and have not answered yet:"),
    }[kind]


def in_words(facts):
    """When an event is, as part of a line: "Wednesday, 6 October 2021, 10:00–12:00".

    Of sensitive ones the day alone.
    """
    starts_at, ends_at, is_all_day = times_of(facts).values()
    first, last = local_day(starts_at), last_day(starts_at, ends_at)
    day = date_format(first, "l, j E Y")
    if last > first:
        dates = {"first": date_format(first), "last": date_format(last)}
        day = _("%(first)s to %(last)s") % dates
    if is_all_day:
        return day
    hours = _clock(starts_at) + (f"–{_clock(ends_at)}" if ends_at else "")
    return f"{day}, {hours}"


def changes_in_words(before, facts, language):
    """[(what, before, now)] for what changed; of what is sensitive now, the day alone."""
    title, place = f"title_{language}", f"place_{language}"
    if facts["is_sensitive"]:
        before = hidden(before)
    rows = [
        (_("Title"), before[title], facts[title]),
        (_("When"), capfirst(in_words(before)), capfirst(in_words(facts))),
        (_("Where"), before[place], facts[place]),
    ]
    if facts["is_sensitive"]:
        rows = rows[1:2]
    return [(what, old, new) for what, old, new in rows if old != new and old and new]


def _clock(moment):
    return time_format(timezone.localtime(moment, TIRANA))

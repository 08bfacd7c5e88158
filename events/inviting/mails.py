"""What a mail about an invitation says, in the language of whoever gets it."""

from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.outbox import Content
from events.answer_links import token_of
from events.invitation_calendar import CANCEL, REQUEST, write_invitation
from events.shared_facts import hidden
from shkej.dates import TIRANA, local_day


class Mail(Enum):
    """The mails about an invitation."""

    INVITATION = "invitation"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    WITHDRAWAL = "withdrawal"
    REMINDER = "reminder"


GONE = (Mail.CANCELLATION, Mail.WITHDRAWAL)


def write_mail(kind, invitation, event, address, language, before=None):
    """The content of one mail; `before`: what was told until now, where it changed."""
    method = CANCEL if kind in GONE else REQUEST
    facts = hidden(invitation.told) if event.is_sensitive else invitation.told
    with override(language):
        name = getattr(invitation.organisation, f"name_{language}") or str(invitation.organisation)
        context = {
            "language": language,
            "organisation": name,
            "lead": _lead(kind, event),
            "title": facts[f"title_{language}"],
            "when": in_words(facts),
            "place": facts[f"place_{language}"],
            "changes": changes_in_words(before, facts, language) if before else [],
            "link": "" if kind in GONE else link_of(invitation, language),
            "is_gone": kind in GONE,
        }
        return Content(
            subject=_subject(kind, event) % {"title": context["title"], "when": context["when"]},
            text=render_to_string("events/email/invitation.txt", context),
            html=render_to_string("events/email/invitation.html", context),
            calendar=write_invitation(
                method, event, facts, address, language, shift=invitation.withdrawals
            ),
            method=method,
        )


def link_of(invitation, language):
    """The address of the page on which an invitation is answered without an account."""
    return settings.SITE_URL + reverse("answer_by_link", args=[token_of(invitation, language)])


def _subject(kind, event):
    return {
        Mail.INVITATION: _("Invitation: %(title)s, %(when)s"),
        Mail.CHANGE: _("Changed: %(title)s, %(when)s"),
        Mail.CANCELLATION: _("Postponed: %(title)s, %(when)s")
        if event.status == event.Status.POSTPONED
        else _("Cancelled: %(title)s, %(when)s"),
        Mail.WITHDRAWAL: _("Invitation withdrawn: %(title)s, %(when)s"),
        Mail.REMINDER: _("Tomorrow: %(title)s, %(when)s"),
    }[kind]


def _lead(kind, event):
    return {
        Mail.INVITATION: _("You are invited to this event:"),
        Mail.CHANGE: _("An event to which you are invited has changed. It is now:"),
        Mail.CANCELLATION: _("This event is postponed. We will tell you the new date:")
        if event.status == event.Status.POSTPONED
        else _("This event does not take place:"),
        Mail.WITHDRAWAL: _("You are no longer expected at this event:"),
        Mail.REMINDER: _("This event is tomorrow:"),
    }[kind]


def in_words(facts):
    """When an event is, from what is told of it: "Wednesday, 6 October 2021, 10:00–12:00"."""
    starts_at = datetime.fromisoformat(facts["starts_at"])
    first = last = local_day(starts_at)
    ends_at = datetime.fromisoformat(facts["ends_at"]) if facts["ends_at"] else None
    if ends_at:
        last = max(local_day(ends_at - timedelta(microseconds=1)), first)
    day = capfirst(date_format(first, "l, j E Y"))
    if last > first:
        dates = {"first": date_format(first), "last": date_format(last)}
        day = _("%(first)s to %(last)s") % dates
    if facts["is_all_day"]:
        return day
    hours = _clock(starts_at) + (f"–{_clock(ends_at)}" if ends_at else "")
    return f"{day}, {hours}"


def changes_in_words(before, facts, language):
    """[(what, before, now)] for what changed; of what is sensitive now, the time alone."""
    title, place = f"title_{language}", f"place_{language}"
    rows = [
        (_("Title"), before[title], facts[title]),
        (_("When"), in_words(before), in_words(facts)),
        (_("Where"), before[place], facts[place]),
    ]
    if facts["is_sensitive"]:
        rows = rows[1:2]
    return [row for row in rows if row[1] != row[2] and row[1] and row[2]]


def _clock(moment):
    return time_format(timezone.localtime(moment, TIRANA))


def write_answer_to_proposal(proposal, language):
    """The content of the mail that tells a partner what became of an event that it proposed."""
    with override(language):
        title = getattr(proposal, f"title_{language}") or proposal.title_sq or proposal.title_en
        accepted = proposal.status == proposal.Status.ACCEPTED
        path = (
            reverse("events:event_detail", args=[proposal.event_id])
            if accepted
            else reverse("events:proposals")
        )
        context = {
            "language": language,
            "lead": _("The event that you proposed stands in the shared calendar now:")
            if accepted
            else _("The event that you proposed was not taken into the shared calendar:"),
            "title": title,
            "when": in_words(
                {
                    "starts_at": proposal.starts_at.isoformat(),
                    "ends_at": proposal.ends_at.isoformat() if proposal.ends_at else "",
                    "is_all_day": False,
                }
            ),
            "reason": proposal.reason,
            "link": settings.SITE_URL + path,
        }
        subject = _("In the calendar: %(title)s") if accepted else _("Not taken up: %(title)s")
        return Content(
            subject=subject % {"title": title},
            text=render_to_string("events/email/proposal.txt", context),
            html=render_to_string("events/email/proposal.html", context),
        )

"""What a partner is told of its own event, in the language of who proposed or asked."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.outbox import Content
from events.inviting.mails import centre_address, in_words, thread_of
from events.lib.shared_facts import facts_of, place_of, title_of


def write_answer(proposal, language):
    """The content of the mail that tells a partner what became of an event that it proposed."""
    with override(language):
        accepted = proposal.status == proposal.Status.ACCEPTED
        path = (
            reverse("events:event_detail", args=[proposal.event_id])
            if accepted
            else reverse("events:proposals")
        )
        context = {
            "language": language,
            "lead": _("The event that you proposed is now in the shared calendar:")
            if accepted
            else _("The event that you proposed was not taken into the shared calendar:"),
            "title": proposal.title,
            "when": capfirst(
                in_words(
                    {
                        "starts_at": proposal.starts_at.isoformat(),
                        "ends_at": proposal.ends_at.isoformat() if proposal.ends_at else "",
                        "is_all_day": False,
                        "is_sensitive": False,  # the partner's own words
                    }
                )
            ),
            "reason": proposal.reason,
            "link": settings.SITE_URL + path,
        }
        subject = _("In the calendar: %(title)s") if accepted else _("Not taken up: %(title)s")
        return _content(subject, context)


def write_answer_to_change(change, event, language):
    """The content of the mail that tells a partner whether its event changes as it asked.

    It says how the event is now; of a sensitive one neither title nor place.
    """
    with override(language):
        subject, lead = _answer_in_words(change)
        path = reverse("events:partner_event", args=[event.pk, change.proposal.organisation_id])
        context = {
            "language": language,
            "lead": lead,
            "title": title_of(event, language),
            "when": capfirst(in_words(facts_of(event))),
            "place": place_of(event, language),
            "reason": change.answer,
            "link": settings.SITE_URL + path,
        }
        return _content(subject, context, thread=thread_of(event), reply_to=event.centre)


def _answer_in_words(change):
    """(Subject, first sentence)."""
    if change.outcome == change.Outcome.DECLINED:
        return _("Stays as it is: %(title)s"), _(
            "The centre did not confirm the change that you asked for. The event stays as it is:"
        )
    if change.is_move:
        return _("Moved as you asked: %(title)s"), _(
            "The centre confirmed the change that you asked for. The event is now:"
        )
    return _("Cancelled as you asked: %(title)s"), _(
        "The centre confirmed what you asked for. This event does not take place:"
    )


def _content(subject, context, *, thread="", reply_to=None):
    return Content(
        subject=subject % {"title": context["title"]},
        text=render_to_string("events/partner/proposals/email/proposal.txt", context),
        html=render_to_string("events/partner/proposals/email/proposal.html", context),
        thread=thread,
        reply_to=centre_address(reply_to) if reply_to else "",
    )

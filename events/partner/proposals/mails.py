"""What a partner is told of an event that it proposed, in the language of who proposed it."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.outbox import Content
from events.inviting.mails import in_words


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
            "lead": _("The event that you proposed stands in the shared calendar now:")
            if accepted
            else _("The event that you proposed was not taken into the shared calendar:"),
            "title": proposal.title,
            "when": capfirst(
                in_words(
                    {
                        "starts_at": proposal.starts_at.isoformat(),
                        "ends_at": proposal.ends_at.isoformat() if proposal.ends_at else "",
                        "is_all_day": False,
                    }
                )
            ),
            "reason": proposal.reason,
            "link": settings.SITE_URL + path,
        }
        subject = _("In the calendar: %(title)s") if accepted else _("Not taken up: %(title)s")
        return Content(
            subject=subject % {"title": proposal.title},
            text=render_to_string("events/partner/proposals/email/proposal.txt", context),
            html=render_to_string("events/partner/proposals/email/proposal.html", context),
        )

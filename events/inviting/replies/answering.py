"""What we write to whoever sent an answer that could not be taken over."""

from datetime import datetime, time, timedelta

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.outbox import Content, queue_mail
from events.inviting.mails import centre_address, signature_of, thread_of
from events.lib.shared_facts import hidden
from shkej.lib.dates import TIRANA


def queue_answer(invitation, address, language, *, sentence, link):
    """Say why, and by which link one answers; call it in the language of the reader.

    The title is that which the organisation was told, and of a sensitive event none.
    """
    event = invitation.event
    facts = hidden(invitation.told) if event.is_sensitive else invitation.told
    end = datetime.combine(event.last_day + timedelta(days=1), time(), tzinfo=TIRANA)
    context = {
        "language": language,
        "organisation": str(invitation.organisation),
        "title": facts[f"title_{language}"],
        "sentence": sentence,
        "link": link,
        "signature": signature_of(event.centre, facts["is_sensitive"]),
    }
    content = Content(
        subject=_("Please answer once more: %(title)s") % {"title": context["title"]},
        text=render_to_string("events/inviting/email/not_taken.txt", context),
        html=render_to_string("events/inviting/email/not_taken.html", context),
        thread=thread_of(event),
        reply_to=centre_address(event.centre),
    )
    mail = queue_mail(to=address, content=content, useless_after=end)
    invitation.mails.add(mail)

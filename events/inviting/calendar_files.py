"""The event of an invitation as a calendar takes it in from a mail (RFC 5546).

It has the identity of the same event in the calendar links, so that both are one.
"""

from dataclasses import replace
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone

from events.lib.entries import calendar_lines, entry_lines
from events.lib.shared_facts import shown_as_told, uid_of
from events.lib.versions import version_of
from shkej.lib.texts import plain

# Nobody reads answers that a calendar sends: with REQUEST it would show buttons that do nothing.
METHOD = "PUBLISH"


def write_invitation(event, facts, language, *, shift=0, is_withdrawn=False):
    """The calendar as text: of `event` what is told as `facts` (`facts_of`), and nothing else.

    `shift`: how often the invitation was withdrawn; `is_withdrawn`: that it is now. Answers go
    by the link in the mail. Call it in the language.
    """
    version = version_of(event, language)
    entry = entry_lines(
        uid=uid_of(event),
        shown=shown_as_told(facts, language),
        version=replace(version, number=version.number + shift),
        stamped_at=timezone.now(),
        is_withdrawn=is_withdrawn,
        more=[_organizer()],
    )
    return calendar_lines(method=METHOD, product="Invitations", entries=[entry]).decode()


def _organizer():
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    name = plain(name or "SHKEJ").replace('"', "'")
    return f'ORGANIZER;CN="{name}":mailto:{address}'

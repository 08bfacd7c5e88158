"""The event of an invitation as a calendar takes it in from a mail (RFC 5546).

It has the identity of the same event in the calendar links, so that both are one.
"""

from dataclasses import replace
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone

from events.lib.entries import calendar_lines, entry_lines
from events.lib.shared_facts import shown_as_notified, uid_of
from events.lib.versions import version_of
from shkej.lib.house import house_name
from shkej.lib.texts import plain


def method_for(*, is_off):
    """What the calendar is asked for: an answer only where somebody reads it.

    Without a mailbox REQUEST would show buttons that do nothing. `is_off`: nobody is expected.
    """
    if settings.REPLIES is None:
        return "PUBLISH"
    return "CANCEL" if is_off else "REQUEST"


def write_invitation(event, facts, language, *, reader=None, shift=0, is_withdrawn=False):
    """The calendar as text: of `event` what is told as `facts` (`facts_of`), and nothing else.

    `reader`: who gets it (`Reader`) and may answer, None for nobody; `shift`: how often the
    invitation was withdrawn; `is_withdrawn`: that it is now. Call it in the language.
    """
    version = version_of(event, language)
    entry = entry_lines(
        uid=uid_of(event),
        shown=shown_as_notified(facts, language),
        version=replace(version, number=version.number + shift),
        stamped_at=timezone.now(),
        is_withdrawn=is_withdrawn,
        more=_people(reader),
    )
    is_off = is_withdrawn or bool(facts["called_off"])
    method = method_for(is_off=is_off) if reader else "PUBLISH"
    return calendar_lines(method=method, product="Invitations", entries=[entry]).decode()


def _people(reader):
    """Who asks, and the one who is asked: nobody else is named."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    name = plain(name or house_name()).replace('"', "'")
    answers_to = reader.answers_to if reader else ""
    lines = [f'ORGANIZER;CN="{name}":mailto:{answers_to or address}']
    return [*lines, reader.line] if answers_to else lines

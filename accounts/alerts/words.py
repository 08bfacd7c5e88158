"""An alert as one sentence, in the active language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accounts.models import Alert

Kind = Alert.Kind
SENTENCES = {
    Kind.NEW_DEVICE: gettext_noop("%(name)s signed in on a device that the account did not know."),
    Kind.LOCKED: gettext_noop("The account of %(name)s was locked after five wrong passwords."),
    Kind.NAMES_EXPORTED: gettext_noop("%(name)s took a file with people’s names away."),
    Kind.EVERYTHING_EXPORTED: gettext_noop(
        "%(name)s took an export of everything away. Only the holders of the keys open it."
    ),
    Kind.EXPORTED_AT_NIGHT: gettext_noop("%(name)s exported between 20:00 and 6:00."),
    Kind.EXPORT_REFUSED: gettext_noop(
        "%(name)s asked for more files within a day than are allowed, and did not get one."
    ),
    Kind.MANY_OPENED: gettext_noop("%(name)s opened more than 200 people within an hour."),
}


def sentence(alert):
    """What was noticed, with who and how many."""
    if alert.kind == Kind.MANY_SHOWN:
        told = _("%(name)s looked through %(amount)s within an hour.")
    elif alert.kind == Kind.MANY_FAILED:
        told = _("%(amount)s failed within an hour.")
    elif alert.kind == Kind.DISK_FULL:
        told = _("The disk of SHKEJ is nearly full: %(amount)s.")
    elif alert.kind == Kind.EVERYTHING_EXPORTED and alert.user is None:
        told = _("Everything was exported on the server itself, by a command.")
    else:
        told = _(SENTENCES[alert.kind])
    return told % {"name": alert.user.name if alert.user else "", "amount": amount(alert)}


def amount(alert):
    """How many of what, where the kind counts something; else ""."""
    words = {"number": alert.number}
    if alert.kind == Kind.MANY_SHOWN:
        return ngettext("%(number)s person", "%(number)s people", alert.number) % words
    if alert.kind == Kind.MANY_FAILED:
        return ngettext("%(number)s sign-in", "%(number)s sign-ins", alert.number) % words
    if alert.kind == Kind.DISK_FULL:
        return _("%(number)s per cent free") % words
    return ""

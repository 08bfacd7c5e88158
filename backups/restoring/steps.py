"""What is done to a restored database before anybody may open it (settings.RESTORE_STEPS).

Each step gets the manifest of the backup and the folder of its files, and returns a sentence about
what it did, or None. It works on the restored database, which is not in its place yet: what fails
here leaves everything as it was. What must be repeated on each restore, as erasures, is one too.
"""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import AccountInvitation
from backups.models import Backup
from backups.restoring.restore import Said

SIGNED_OUT = gettext_noop("Everybody is signed out.")
LINKS_ENDED = gettext_noop(
    "%(number)s links to open an account no longer work: invite these people again."
)


def sign_everybody_out(manifest, files):
    """Leave no session and nothing that was counted for signing in."""
    UserSession.objects.all().delete()
    Session.objects.all().delete()
    cache.clear()
    return Said(SIGNED_OUT)


def end_links(manifest, files):
    """End the links to open an account: they may have been used or taken back since."""
    number = AccountInvitation.objects.open().update(revoked_at=timezone.now())
    return Said(LINKS_ENDED, {"number": number}) if number else None


def note_backup(manifest, files):
    """Know the backup that was restored: it is the last, and a holder of a key has opened it."""
    Backup.note_restored(manifest)

"""What comes round: the one table of what the worker does again and again, and when."""

from datetime import time, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts.alerts.notifying import watch_log
from accounts.audit.alarm import check_chain
from accounts.audit.digest import send_digests
from accounts.audit.sealing import seal_log
from accounts.limits.cache import forget_limits
from accounts.locking.devices import forget_devices
from background.forgetting import forget_old_tasks
from background.made_files import remove_old_files
from background.naming import named
from background.orphans import remove_orphans
from background.reasons import CannotBeDone
from background.services import ComesRound
from backups.checking import BROKEN_LOG
from backups.snapshots import remove_old_snapshots
from backups.tasks import back_up, warn_of_no_backup
from drafts.keeping import forget_kept_forms
from drafts.once import forget_keys
from events.importing.undoing.forgetting import forget_old_changes
from events.importing.uploads import remove_forgotten as remove_forgotten_imports
from events.inviting.tasks import read_replies, send_outbox
from participants.tasks import forget_merge_journals, search_all_duplicates
from reports.prp.uploads import files as prp_templates
from reports.reviewing.tasks import look_through_texts
from retention.tasks import finish_erasures


@named(_("Forget sessions that have ended"))
@task
def clear_sessions():
    """Delete what is left of sessions that nobody can use any more, and of limits that are over."""
    call_command("clearsessions")
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    forget_limits()


@named(_("Remove uploaded files that nobody came back for"))
@task
def remove_forgotten_uploads():
    """Remove the files that were kept between two pages for longer than they may be."""
    remove_forgotten_imports()
    prp_templates.remove_forgotten()


@named(_("Remove files that were made more than a day ago"))
@task
def remove_made_files():
    """Remove the exports that the worker made for people, fetched or not."""
    remove_old_files()


@named(_("Remove copies of the database made before upgrades"))
@task
def remove_snapshots():
    """Remove those of more than a week ago, and all but the last three."""
    remove_old_snapshots()


@named(_("Forget forms that were typed and not saved for seven days"))
@task
def forget_typed_forms():
    """Delete what nobody came back for, and what closed accounts left."""
    forget_kept_forms()


@named(_("Forget keys of old forms, and devices that nobody uses"))
@task
def forget_keys_and_devices():
    """Delete keys that can hold back no form any more, and devices unused for half a year."""
    forget_keys()
    forget_devices()


@named(_("Seal the log"), longest=timedelta(hours=1))
@task
def seal():
    """Add to the chain what the log, the history and consents got since the last minute."""
    seal_log()


@named(_("Tell the coordinators who opened and exported how much"))
@task
def tell_of_month():
    """Write the mails about last month, where they are not written yet."""
    if not settings.DEMONSTRATION:
        send_digests()


@named(_("Look through the log for what stands out"))
@task
def look_through_log():
    """Tell who answers for it of new devices, exports at night, and much that was opened."""
    if not settings.DEMONSTRATION:
        watch_log()


@named(_("Look whether the chain of the log holds"), longest=timedelta(hours=3))
@task
def verify_log():
    """Walk the chain; where it is broken, tell the administrators, and list that as failed."""
    if check_chain() is not None:
        raise CannotBeDone(BROKEN_LOG)


# When nobody is at a door: what takes long has ended before the centres open.
NIGHT = time(1)

COMING_ROUND = (
    ComesRound(seal, every=timedelta(minutes=1)),
    ComesRound(send_outbox, every=timedelta(minutes=1)),
    ComesRound(verify_log, at=NIGHT),
    ComesRound(tell_of_month, at=NIGHT),
    ComesRound(look_through_log, every=timedelta(minutes=5)),
    ComesRound(read_replies, every=timedelta(minutes=5)),
    ComesRound(back_up, every=timedelta(hours=1)),
    ComesRound(warn_of_no_backup, every=timedelta(hours=1)),
    ComesRound(look_through_texts, every=timedelta(hours=1)),
    ComesRound(remove_forgotten_uploads, every=timedelta(hours=1)),
    ComesRound(remove_made_files, every=timedelta(hours=1)),
    ComesRound(forget_typed_forms, every=timedelta(hours=1)),
    ComesRound(remove_snapshots, at=NIGHT),
    ComesRound(remove_orphans, at=NIGHT),
    ComesRound(forget_keys_and_devices, at=NIGHT),
    ComesRound(clear_sessions, at=NIGHT),
    ComesRound(forget_old_tasks, at=NIGHT),
    ComesRound(forget_merge_journals, at=NIGHT),
    ComesRound(forget_old_changes, at=NIGHT),
    ComesRound(finish_erasures, every=timedelta(minutes=15)),
    ComesRound(search_all_duplicates, at=NIGHT),
)

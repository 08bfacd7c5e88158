"""`manage.py backup PATH`: one encrypted file of everything; `--verify`: can it be restored?"""

from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_noop

from backups.archive import identities
from backups.checking import BROKEN_LOG, decrypted, tried
from backups.making import make_backup
from backups.models import Backup
from backups.naming import name_at
from backups.refusals import BackupRefused, disk_faults_refused
from backups.work_folder import work_folder
from shkej.lib.bilingual import in_both_languages

MADE = gettext_noop("Backup made and tried: %(path)s (%(megabytes)s MB, %(files)s files).")
MISSING = gettext_noop(
    "%(number)s files that records name were gone before, the first of them %(first)s."
)
SOUND = gettext_noop(
    "The backup of %(moment)s can be restored: %(rows)s rows, %(files)s files, all as written down."
)
PROOF = gettext_noop("Its word, for the page Backups: %(proof)s")
HEAD = gettext_noop("The head of its log, for verify_audit --head on the server: %(head)s")
NOTED = gettext_noop("Noted here: a holder of a key has opened it.")
NEEDS_KEY = gettext_noop("--verify needs --identity, the file with your private key.")


class Command(BaseCommand):
    """See the guide to operations; the private keys never come to the server to make a backup."""

    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser):
        """Where to, or what to verify and with which key."""
        parser.add_argument("path", type=Path, help="a new file, or a folder to make one in")
        parser.add_argument("--verify", action="store_true", help="try the backup at PATH again")
        parser.add_argument("--identity", type=Path, metavar="KEY", help="a holder's private key")

    def handle(self, *, path, verify, identity, **options):
        try:
            if verify:
                self._verify(path, identity)
            else:
                self._make(path / name_at(timezone.now()) if path.is_dir() else path)
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused

    def _make(self, path):
        made = make_backup(path)
        Backup.note(made)
        megabytes = f"{made.size / 1_000_000:.1f}"
        self._say(MADE, path=made.path, megabytes=megabytes, files=len(made.manifest.files))
        if made.log_fault:
            self._say(BROKEN_LOG)
        if missing := made.manifest.missing:
            self._say(MISSING, number=len(missing), first=missing[0])

    def _verify(self, path, identity):
        if identity is None:
            raise BackupRefused(NEEDS_KEY)
        keys = identities(identity)
        with disk_faults_refused(), work_folder() as work:
            content = work / "content"
            with decrypted(path, keys, content) as manifest, tried(manifest, content) as opened:
                log_fault = opened.log_fault
        moment = timezone.localtime(datetime.fromisoformat(manifest.made_at))
        rows = sum(rows for name, (rows, _word) in manifest.tables.items() if name != "(schema)")
        self._say(SOUND, moment=f"{moment:%d.%m.%Y %H:%M}", rows=rows, files=len(manifest.files))
        if log_fault:
            self._say(BROKEN_LOG)
            self._say(log_fault.words, **log_fault.values)
        if manifest.log_head:
            self._say(HEAD, head=manifest.log_head)
        self._say(PROOF, proof=manifest.proof)
        if _note(manifest.proof):
            self._say(NOTED)

    def _say(self, words, **values):
        self.stdout.write("\n".join(in_both_languages(words, **values)))


def _note(proof):
    """Whether this installation's own database knows the backup; elsewhere there may be none."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    try:
        backup = Backup.of_proof(proof)
    except DatabaseError:
        return False
    if backup is not None:
        backup.note_opened()
    return backup is not None

"""Uploaded files between two pages: kept under a random name that only one session knows."""

import secrets

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _


class KeptUploads:
    """The files of one purpose: in their own folder, one for each session, for a while."""

    def __init__(self, folder, *, key, kept_for):
        self.folder, self.key, self.kept_for = folder, key, kept_for

    def keep(self, session, content, **options):
        """Keep a file with what is to be known of it; what the session kept before goes."""
        self._let_go(session)
        self.remove_forgotten()
        token = secrets.token_urlsafe(24)
        default_storage.save(f"{self.folder}/{token}", ContentFile(content))
        until = (timezone.now() + self.kept_for).isoformat()
        session[self.key] = {"token": token, "until": until, **options}
        return token

    def add(self, token, content):
        """Keep something more about a file, that goes with it; returns by what `content` finds it.

        Each time under a name of its own: a task that was given an earlier one reads that.
        """
        name = f"{token}.{secrets.token_urlsafe(8)}"
        default_storage.save(f"{self.folder}/{name}", ContentFile(content))
        return name

    def kept(self, session, token):
        """The bytes and the options of the file; ValidationError where it is gone."""
        pending = dict(session.get(self.key) or {})
        known, until = pending.pop("token", None), pending.pop("until", None)
        pending.pop("is_given", None)
        if token and known == token and until and timezone.now() < parse_datetime(until):
            return self.content(token), pending
        raise _gone()

    def options(self, session):
        """The options with which the file of this session is kept."""
        apart = ("token", "until", "is_given")
        return {key: value for key, value in session[self.key].items() if key not in apart}

    def content(self, token):
        """The bytes of a file, for a task that was given its token, or of what was added."""
        try:
            with default_storage.open(f"{self.folder}/{token}") as file:
                return file.read()
        except OSError:
            raise _gone() from None

    def keep_on(self, session, token, **options):
        """Let this session know a file that a task of the same user was given."""
        if session.get(self.key, {}).get("token") != token:
            self._let_go(session)
        until = (timezone.now() + self.kept_for).isoformat()
        session[self.key] = {"token": token, "until": until, "is_given": True, **options}

    def ticket(self, session):
        """What a form carries so that whoever typed it goes on with its file in another session.

        Signed: a form comes from outside, and the options say more than its sender may choose.
        """
        known = {"token": session[self.key]["token"], "options": self.options(session)}
        return signing.dumps(known, salt=f"kept.{self.folder}")

    def take_up(self, session, ticket):
        """Let this session know the file of a ticket; returns (its token, bytes, options)."""
        try:
            known = signing.loads(ticket, salt=f"kept.{self.folder}", max_age=self.kept_for)
        except signing.BadSignature:
            raise _gone() from None
        token, options = known["token"], known["options"]
        content = self.content(token)
        self.keep_on(session, token, **options)
        return token, content, options

    def remove(self, token):
        """Remove a file that a task was given and is done with, and what was added to it."""
        default_storage.delete(f"{self.folder}/{token}")
        if default_storage.exists(self.folder):
            for name in default_storage.listdir(self.folder)[1]:
                if name.startswith(f"{token}."):
                    default_storage.delete(f"{self.folder}/{name}")

    def give(self, session):
        """A task was given the file of this session: it stays, whatever is kept next."""
        session[self.key] = {**session[self.key], "is_given": True}

    def discard(self, session, token=None):
        """Remove the file that this session keeps, or that of `token`, kept by it or no longer."""
        known = session.get(self.key, {}).get("token")
        if token in (None, known):
            session.pop(self.key, None)
        if gone := token or known:
            self.remove(gone)

    def _let_go(self, session):
        """Forget the file of this session, and remove it unless a task has it."""
        if session.get(self.key, {}).get("is_given"):
            session.pop(self.key)
        else:
            self.discard(session)

    def remove_forgotten(self):
        """Remove what nobody came back for."""
        if not default_storage.exists(self.folder):
            return
        for name in default_storage.listdir(self.folder)[1]:
            path = f"{self.folder}/{name}"
            try:
                if default_storage.get_modified_time(path) < timezone.now() - self.kept_for:
                    default_storage.delete(path)
            except OSError:  # somebody else's clearing was faster
                continue


def _gone():
    return ValidationError(_("The checked file is no longer there. Choose it again."))

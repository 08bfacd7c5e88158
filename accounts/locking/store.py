"""Sessions in the database, in which no request takes back what another one did meanwhile."""

from copy import deepcopy

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, UpdateError
from django.db import InternalError, OperationalError, router, transaction
from django.utils import timezone

from shkej.lib.queries.prepared import Prepared

MISSING = object()
KEY_SIGNS = frozenset(VALID_KEY_CHARS)
STORED = Prepared(lambda key: SessionStore.get_model_class().objects.filter(session_key=key))
ACTIVE_AT = "active_at"  # when the last request came


class SessionStore(db.SessionStore):
    """Writes what this request changed, and of everything else what is there by then.

    Django writes the whole session as it was read. A slow page that was asked for before the screen
    locked, and notes when it was asked for, would open it again.
    """

    def __init__(self, session_key=None):
        super().__init__(session_key)
        self._read = {}

    def _validate_session_key(self, key):
        """Whether a cookie holds a key at all: one made by hand is none, and asks no database."""
        return super()._validate_session_key(key) and set(key) <= KEY_SIGNS

    def _get_session_from_db(self):
        """The stored row, for as long as it holds; asked for at every request."""
        rows = STORED.rows(self.session_key)
        if rows and rows[0].expire_date > timezone.now():
            return rows[0]
        self._session_key = None
        return None

    def load(self):
        """The session as stored; remembered, to know later what was changed."""
        data = super().load()
        self._read = deepcopy(data)
        return data

    def save(self, must_create=False):
        """Write what was changed over what is stored now."""
        if must_create or self.session_key is None:
            super().save(must_create=must_create)
            self._read = deepcopy(self._get_session())
            return
        try:
            self._write()
        except (OperationalError, InternalError, UpdateError) as fault:
            if not (_is_away(fault) and self._changed() <= {ACTIVE_AT}):
                raise  # pages are read on a disk that takes nothing: that alone may be lost

    def _write(self):
        database = router.db_for_write(self.model)
        with transaction.atomic(using=database):
            row = self.model.objects.using(database).select_for_update()
            row = row.filter(session_key=self.session_key).first()
            if row is not None:
                self._session_cache = self._merged(self.decode(row.session_data))
            super().save()
        self._read = deepcopy(self._session_cache)

    def _changed(self):
        """The keys that this request changed."""
        mine = self._get_session()
        keys = self._read.keys() | mine.keys()
        return {key for key in keys if mine.get(key, MISSING) != self._read.get(key, MISSING)}

    def _merged(self, stored):
        mine = self._get_session()
        for key in self._changed():
            if key in mine:
                stored[key] = mine[key]
            else:
                stored.pop(key, None)
        return stored


def _is_away(fault):
    """Whether the database took nothing; else the session itself is gone."""
    cause = fault.__context__ if isinstance(fault, UpdateError) else fault
    return isinstance(cause, OperationalError | InternalError)

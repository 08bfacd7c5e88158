"""Sessions in the database, in which no request takes back what another one did meanwhile."""

from copy import deepcopy

from django.contrib.sessions.backends import db
from django.db import router, transaction

MISSING = object()


class SessionStore(db.SessionStore):
    """Writes what this request changed, and of everything else what stands there by then.

    Django writes the whole session as it was read. A slow page that was asked for before the screen
    locked, and notes when it was asked for, would open it again.
    """

    def __init__(self, session_key=None):
        super().__init__(session_key)
        self._read = {}

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
        database = router.db_for_write(self.model)
        with transaction.atomic(using=database):
            row = self.model.objects.using(database).select_for_update()
            row = row.filter(session_key=self.session_key).first()
            if row is not None:
                self._session_cache = self._merged(self.decode(row.session_data))
            super().save()
        self._read = deepcopy(self._session_cache)

    def _merged(self, stored):
        mine = self._get_session()
        for key in self._read.keys() | mine.keys():
            value = mine.get(key, MISSING)
            if value == self._read.get(key, MISSING):
                continue
            if value is MISSING:
                stored.pop(key, None)
            else:
                stored[key] = value
        return stored

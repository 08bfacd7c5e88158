"""Django's cache for the sign-in library: a table in which nothing gives way to other things.

Django's own table of a cache deletes the oldest third of its entries once they are many: whoever
guessed passwords elsewhere lifted the lock of an account. And it keeps silent about a full disk,
which then read as "too many attempts". This one forgets only what is over, and lets faults be seen.
"""

from datetime import UTC, datetime

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

FAR_OFF = datetime(9999, 1, 1, tzinfo=UTC)


class LimitCache(BaseCache):
    """Counts and marks of `accounts.models.Limit`; values are what JSON can hold."""

    def __init__(self, table, params):
        super().__init__(params)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        """Set what is not there; whether it was not, decided by the database."""
        rows, row = self._row(key, version)
        with transaction.atomic():
            rows.filter(**row, expires_at__lte=timezone.now()).delete()
            if rows.filter(**row).exists():
                return False
        try:
            with transaction.atomic():
                rows.create(**row, value=value, expires_at=self._until(timeout))
        except IntegrityError:  # another process was faster
            return False
        return True

    def get(self, key, default=None, version=None):
        """What is there and not over."""
        rows, row = self._row(key, version)
        living = rows.filter(**row, expires_at__gt=timezone.now())
        return next(iter(living.values_list("value", flat=True)), default)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        """Write it over what was there."""
        rows, row = self._row(key, version)
        defaults = {"value": value, "expires_at": self._until(timeout)}
        rows.update_or_create(**row, defaults=defaults)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        """Let it last longer; whether it was there."""
        rows, row = self._row(key, version)
        living = rows.filter(**row, expires_at__gt=timezone.now())
        return bool(living.update(expires_at=self._until(timeout)))

    def delete(self, key, version=None):
        """Forget it; whether it was there."""
        rows, row = self._row(key, version)
        return bool(rows.filter(**row).delete()[0])

    def clear(self):
        """Forget everything."""
        _rows().all().delete()

    def _row(self, key, version):
        key = self.make_and_validate_key(key, version=version)
        digest = salted_hmac("accounts.limits", key, algorithm="sha256").hexdigest()
        return _rows(), {"key": digest}

    def _until(self, timeout):
        seconds = self.get_backend_timeout(timeout)
        return FAR_OFF if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)


def forget_limits():
    """Delete what is over: it no longer counts."""
    _rows().filter(expires_at__lte=timezone.now()).delete()


def _rows():
    from accounts.models import Limit  # the cache is made before the models are

    return Limit.objects

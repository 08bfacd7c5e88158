"""What a server or a worker does first: not start where that would harm somebody."""

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.db.backends.signals import connection_created

from shkej.doctor.checks import DATABASE, refuse_to_start
from shkej.lib.queries.schema import watch_connections

_has_asked = []


def start():
    """Refuse (ImproperlyConfigured), or let this process work and watch each of its connections.

    A database that is away for now is asked as soon as it answers; until then pages say 503.
    """
    refuse_to_start()
    connection_created.connect(_ask_once, dispatch_uid="shkej.doctor.starting")
    watch_connections()


def _ask_once(connection, **more):
    if _has_asked:
        return
    _has_asked.append(True)  # what is asked uses a connection itself
    try:
        refuse_to_start(DATABASE)
    except ImproperlyConfigured as refusal:
        _has_asked.clear()
        connection.close()
        raise OperationalError(str(refusal)) from refusal

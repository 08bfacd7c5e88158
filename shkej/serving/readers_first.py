"""Whoever only reads is answered while what others write waits for a database that is busy.

A server has few threads. Were all of them taken by what waits for a lock, no page would open.

docs/reliability.md, F13.
"""

import threading

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest

from shkej.errors import try_later

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
PATIENCE = 1.0  # seconds until whoever finds all places taken is told to try again
LONGEST_WAIT = 5  # seconds for a lock of the database


def readers_first(application, places=None):
    """Let at most `places` requests that write be worked on at a time; others wait, then get 503.

    `places`: fewer than the threads of the server; by default what settings say.
    """
    free = threading.BoundedSemaphore(places or settings.WRITERS_AT_ONCE)

    def serve(environ, start_response):
        if environ["REQUEST_METHOD"] not in WRITES:
            return application(environ, start_response)
        if not free.acquire(timeout=PATIENCE):
            return _busy(environ, start_response)
        try:
            return application(environ, start_response)
        finally:
            free.release()

    return serve


def end_waits(database):
    """Let no page wait for a lock for longer than five seconds: changes these settings."""
    options = database.setdefault("OPTIONS", {})
    if database["ENGINE"] == "django.db.backends.sqlite3":
        options["timeout"] = LONGEST_WAIT
    elif "lock_timeout" not in options.get("options", ""):
        options["options"] = f"{options.get('options', '')} -c lock_timeout={LONGEST_WAIT}s".strip()


def _busy(environ, start_response):
    response = try_later("503.html", WSGIRequest(environ))
    headers = [(name, str(value)) for name, value in response.items()]
    start_response("503 Service Unavailable", [*headers, ("Cache-Control", "no-store")])
    return [response.content]

"""Keep a demonstration database on this machine: its accounts share one printed password."""

from ipaddress import ip_address

LOCAL_NAMES = {"127.0.0.1", "localhost", "[::1]"}
REFUSAL = b"A demonstration database is served on this machine only.\n"


def is_local(environ):
    """Whether a WSGI request comes from this machine, names it, and passed no proxy."""
    host = environ.get("HTTP_HOST", "")
    name = host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
    try:
        near = ip_address(environ.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        near = False
    forwarded = any(key in environ for key in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED"))
    return near and not forwarded and name in LOCAL_NAMES


def loopback_only(application):
    """Wrap a WSGI `application` so that it answers 403 to anything but this machine."""

    def guarded(environ, start_response):
        if is_local(environ):
            return application(environ, start_response)
        start_response("403 Forbidden", [("Content-Type", "text/plain")])
        return [REFUSAL]

    return guarded

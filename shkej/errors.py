"""What is answered where all else fails: a fault of ours, or a database that is away."""

import errno
import sys

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpResponseServerError
from django.template import loader

from shkej.incidents import note_incident

AWAY = (OperationalError, InterfaceError, InternalError)  # the last: PostgreSQL that is only read
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
SECONDS = 10


def server_error(request):
    """Answer 503 where the database or the disk is locked, full, read-only or absent, else 500.

    Neither page asks for anything: no session, no language, no list of hashed files. A page that
    was only asked for is loaded again by itself; what was typed stands in the form behind it.
    """
    fault = sys.exc_info()[1]
    if not _is_away(fault):
        number = note_incident(request, fault) if fault else ""
        page = loader.get_template("500.html").render({"number": number})
        return HttpResponseServerError(page)
    context = {"seconds": SECONDS, "tries_again": request.method in ("GET", "HEAD")}
    page = loader.get_template("503.html").render(context)
    return HttpResponseServerError(page, status=503, headers={"Retry-After": str(SECONDS)})


def _is_away(fault):
    """Whether `fault`, or what it came from, is of the database or the disk."""
    seen = set()  # what is caught and raised again may come from itself
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        if isinstance(fault, AWAY) or (isinstance(fault, OSError) and fault.errno in FULL):
            return True
        fault = fault.__cause__ or fault.__context__
    return False

"""What is answered where all else fails: a fault of ours, a database away, too much at once."""

import errno
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template import loader

from accounts.services import LogNotWritten
from shkej.incidents import note_incident

AWAY = (OperationalError, InterfaceError, InternalError)  # the last: PostgreSQL that is only read
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
SECONDS = 10


def bad_request(request, exception):
    """Answer 413 where more was sent than is read, and 400 to what cannot be understood.

    A session that the database did not take is called a bad request too: that is 503.
    """
    if any(map(_is_away, _causes(exception))):
        return try_later("503.html", request)
    if not isinstance(exception, TOO_MUCH):
        return render(request, "400.html", status=400)
    megabytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024
    return render(request, "413.html", {"megabytes": megabytes}, status=413)


def server_error(request):
    """Answer 503 where the database or the disk is locked, full, read-only or absent, else 500.

    Where the log of who saw whom takes no line, nobody is shown: 503 too, in words of its own.
    None of these pages asks for anything: no session, no language, no list of hashed files. A page
    that was only asked for is loaded again by itself; what was typed is in the form behind it.
    """
    fault = sys.exc_info()[1]
    causes = list(_causes(fault))
    is_away = any(map(_is_away, causes))
    number = note_incident(request, fault) if fault and not is_away else ""
    if any(isinstance(cause, LogNotWritten) for cause in causes):
        return try_later("503_log.html", request, number)
    if is_away:
        return try_later("503.html", request)
    page = loader.get_template("500.html").render({"number": number})
    return HttpResponseServerError(page)


def try_later(template, request, number=""):
    """The answer 503 with one of its pages, and after how many seconds it is worth a try."""
    is_piece = request.headers.get("HX-Request")  # what of it is shown does not load itself
    tries_again = request.method in ("GET", "HEAD") and not is_piece
    context = {"seconds": SECONDS, "tries_again": tries_again, "number": number}
    page = loader.get_template(template).render(context)
    return HttpResponseServerError(page, status=503, headers={"Retry-After": str(SECONDS)})


def _causes(fault):
    """`fault` and what it came from; what is caught and raised again may come from itself."""
    seen = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or fault.__context__


def _is_away(fault):
    """Whether `fault` is of the database or the disk."""
    return isinstance(fault, AWAY) or (isinstance(fault, OSError) and fault.errno in FULL)

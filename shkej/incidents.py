"""A fault of ours gets a number, which the page, the log and the administrators' mail share.

What a fault says may hold a name, so that is told nowhere: only its kind, where it was in the
program, on which page, and for which account.
"""

import hashlib
import json
import logging
import secrets
import traceback

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from accounts.outbox import Content, queue_mail
from background.reasons import file_of, is_of_a_library

SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without those that look alike
TOLD_AGAIN = 24 * 60 * 60  # seconds after which a fault at one place is mailed again

logger = logging.getLogger(__name__)


def note_incident(request, fault):
    """Write down a fault that ended `request`; the number under which it is found."""
    number = "-".join("".join(secrets.choice(SIGNS) for _sign in range(4)) for _part in range(2))
    match = request.resolver_match
    about = {
        "incident": number,
        "kind": f"{type(fault).__module__}.{type(fault).__qualname__}",
        "place": place_of(fault),
        "route": match.view_name if match else "",
        "method": request.method,
        "user": getattr(getattr(request, "user", None), "pk", None),
    }
    logger.error("%s", json.dumps(about))
    if not settings.DEMONSTRATION:
        _tell(about)
    return number


def place_of(fault):
    """The last line of our own program that a fault came through, else the last of all."""
    places = traceback.extract_tb(fault.__traceback__)
    ours = [place for place in places if not is_of_a_library(file_of(place))]
    if not places:
        return ""
    last = (ours or places)[-1]
    return f"{file_of(last)}, line {last.lineno}, in {last.name}"


def _tell(about):
    """Write to each administrator, once a day for each place; never a fault of its own."""
    try:
        where = hashlib.sha256(f"{about['kind']} {about['place']}".encode()).hexdigest()
        if not cache.add(f"incident-{where}", True, TOLD_AGAIN):
            return
        for admin in User.objects.administrators():
            with override(admin.language):
                queue_mail(to=admin.email, content=_content(about))
    except Exception:  # noqa: BLE001 - the page of a fault must come, whatever else fails
        logger.warning("Nobody could be told of the incident %s.", about["incident"])


def _content(about):
    subject = _("A fault in the program: %(number)s") % {"number": about["incident"]}
    text = _(
        "Somebody saw the page “Something went wrong”, with the number %(number)s.\n\n"
        "Kind: %(kind)s\nPlace: %(place)s\nPage: %(route)s (%(method)s)\n\n"
        "The log of the server has the same number. Send these lines, which hold no names, to "
        "whoever looks after the program. For the same fault you get no other mail today."
    ) % {"number": about["incident"], **about}
    return Content(subject=subject, text=text)

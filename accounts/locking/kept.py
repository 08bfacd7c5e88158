"""What was sent to a session that could not do it: kept for its user, who sends it once more.

Encrypted, in the session itself: it goes with it, and nobody else sees it. Never done by itself.
"""

import json
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.fernet import InvalidToken
from django.http import RawPostDataException

from accounts.encryption import decrypt, encrypt

KEPT = "kept_sendings"
MOST, LARGEST = 5, 200_000  # sendings, characters of one
OURS = {"csrfmiddlewaretoken"}
SECRET = re.compile(r"passw|^(new_)?pin$|^proof$", re.IGNORECASE)
SIGN_IN = ("account_", "mfa_", "usersessions_")  # the sign-in library's own: codes are typed there


@dataclass(frozen=True)
class Sending:
    """One form as it was sent: where to, when, each name with its value, and whether files came."""

    address: str
    at: datetime
    fields: list
    has_files: bool

    @property
    def typed(self):
        """The values as somebody reads them, the longest first: enough to know the form by."""
        ours = ("key", "mark", "token")
        values = {value.strip() for name, value in self.fields if not name.endswith(ours)}
        return sorted((value for value in values if value), key=len, reverse=True)[:8]


def keep(request):
    """Keep what this request sent; False where that is nothing, too much or a password."""
    if request.resolver_match.view_name.startswith(SIGN_IN):
        return False
    try:
        posted = request.POST
    except RawPostDataException:
        return False
    fields = [
        [name, value] for name, values in posted.lists() if name not in OURS for value in values
    ]
    if not fields or any(SECRET.search(name) for name, _value in fields):
        return False
    facts = [request.get_full_path(), int(time.time()), fields, bool(request.FILES)]
    text = json.dumps(facts)
    kept = request.session.get(KEPT, [])
    if len(text) > LARGEST or len(kept) >= MOST:
        return False
    request.session[KEPT] = [*kept, encrypt(text)]
    return True


def kept_in(request):
    """What waits in this session for its user, the oldest first."""
    found = []
    for sealed in request.session.get(KEPT, []):
        try:
            address, at, fields, has_files = json.loads(decrypt(sealed))
        except InvalidToken:
            continue
        found.append(Sending(address, datetime.fromtimestamp(at, UTC), fields, has_files))
    return found


def drop(request, number):
    """Take one off, counted from 0."""
    kept = request.session.get(KEPT, [])
    request.session[KEPT] = kept[:number] + kept[number + 1 :]

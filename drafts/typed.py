"""What of a form may be kept at all: the one rule of what is secret.

Never kept: passwords, PINs, codes that let somebody in, tokens and files; the forms and pages of
signing in, of this device and of the lock; and addresses that are open to whoever knows them, since
what is in them is a secret itself.
"""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.urls import Resolver404, resolve

from accounts.access import ANYBODY, access_table
from drafts.form_marks import AGAIN, FIELD
from drafts.kinds import SIGN_IN

SECRET = re.compile(
    r"passw|passphrase|secret(?!ar)|csrf"
    r"|(^|[_-])(pin|proof|token|t?otp)s?\d*($|[_-])"
    # Projects, indicators and parts of organisations have codes that let nobody in.
    r"|(access|auth|backup|confirmation|login|one[_-]?time|recovery|reset|security|sms|verification)"
    r"[_-]?code",
    re.IGNORECASE,
)
NOT_TYPED = {FIELD, AGAIN}
NEVER = {"accounts:device", "accounts:unlock"}


def typed_fields(data):
    """What was typed into a form, as [(name, value)]."""
    pairs = ((name, value) for name, values in data.lists() for value in values)
    return without_secrets(pairs)


def without_secrets(pairs):
    """Of [(name, value)] those that may be kept."""
    return [
        (name, value) for name, value in pairs if name not in NOT_TYPED and not SECRET.search(name)
    ]


def in_words(fields):
    """Of [(name, value)] the values that are words: no number of a row, nothing carried along."""
    return [value for _name, value in fields if any(map(str.isspace, value.strip()))]


def may_be_kept(address):
    """Whether a form that is sent to this address may be kept."""
    route = route_of(address)
    rule = access_table()["routes"].get(route)
    is_secret = route.startswith(SIGN_IN) or route in NEVER
    return rule is not None and not is_secret and rule["permission"] != ANYBODY


def opens(address):
    """Whether an address can be opened, not only sent to, and may be remembered."""
    rule = access_table()["routes"].get(route_of(address), {"methods": []})
    return "GET" in rule["methods"] and may_be_kept(address)


def route_of(address):
    """The route of an address of this site; "" where it has none."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def own_path(address):
    """Only path and query of an address, as of a page of this site, and nothing secret in it."""
    parts = urlsplit(address)
    query, pairs = parts.query, parse_qsl(parts.query, keep_blank_values=True)
    if any(SECRET.search(name) for name, _value in pairs):
        query = urlencode(without_secrets(pairs))
    return f"{parts.path}?{query}" if query else parts.path

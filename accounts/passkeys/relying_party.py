"""What this site is to a passkey: its one address, and the challenges that it gives out."""

import time
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from fido2.server import Fido2Server
from fido2.webauthn import PublicKeyCredentialRpEntity

CHALLENGE = "passkey_challenge"  # in the session
LIFE = 5 * 60  # seconds
DEFAULT_PORTS = {"https": 443, "http": 80}


class PasskeyRefused(Exception):  # noqa: N818 - what it says of a passkey
    """A passkey opens nothing; `reason` is for the log, `user` whose it is, where that is known."""

    def __init__(self, reason="passkey", user=None):
        super().__init__(reason)
        self.reason, self.user = reason, user


def origin():
    """The one address at which passkeys work, by SITE_URL; "" where no browser allows any.

    Browsers want a name, not a number, and https; of this machine itself they want "localhost".
    """
    site = urlsplit(settings.SITE_URL)
    host = site.hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        is_loopback = host == "localhost"
        is_allowed = is_loopback or site.scheme == "https"
    else:
        is_allowed = is_loopback = address.is_loopback
    if not host or not is_allowed:
        return ""
    has_own_port = site.port and site.port != DEFAULT_PORTS[site.scheme]
    port = f":{site.port}" if has_own_port else ""
    return f"{site.scheme}://{'localhost' if is_loopback else host}{port}"


def are_usable(request):
    """Whether the reader is where passkeys work."""
    return bool(origin()) and f"{request.scheme}://{request.get_host()}" == origin()


def server():
    """The library's checks, for this site alone: another origin, a subdomain too, is refused."""
    ours = origin()
    if not ours:
        raise PasskeyRefused
    entity = PublicKeyCredentialRpEntity(
        id=urlsplit(ours).hostname, name=settings.ORGANISATION_NAME
    )
    checks = Fido2Server(entity, verify_origin=lambda asked: asked == ours)
    checks.timeout = LIFE * 1000
    return checks


def give(request, use, state):
    """Remember in the session the challenge that was given out for `use`; an older one is void."""
    request.session[CHALLENGE] = {"use": use, "at": time.time(), "state": state}


def take(request, use):
    """The challenge given to this session for `use`, once: right or wrong, it is gone then."""
    given = request.session.pop(CHALLENGE, None)
    if not given or given["use"] != use or time.time() - given["at"] > LIFE:
        raise PasskeyRefused("passkey_late")
    state = given["state"]
    # Two requests at once read the same session: the table of limits lets one of them through.
    if not cache.add(f"accounts:passkey:{state['challenge']}", True, 2 * LIFE):
        raise PasskeyRefused("passkey_late")
    return state

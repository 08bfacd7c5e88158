"""What is set: the key, the names, the proxy, the mails."""

import smtplib
from ipaddress import ip_address

from django.conf import settings
from django.core.mail import get_connection
from django.utils.translation import gettext_noop

from shkej.doctor.findings import HealthFinding

SHORTEST_KEY, FEWEST_SIGNS = 50, 10
SHORTEST_TOKEN = 20
NO_MAIL = {"console", "dummy", "filebased", "locmem"}
MAIL_FAULTS = (OSError, smtplib.SMTPException)

SET_KEY = gettext_noop(
    "Put a new one into .env, made as .env.example says; the present one goes into "
    "SECRET_KEY_FALLBACKS for a month."
)


def is_tried_out():
    """Whether this is a developer’s machine or a demonstration, which only it itself reaches."""
    return settings.DEBUG or settings.DEMONSTRATION


def secret_key():
    """A key that can be guessed lets anybody sign sessions and links (docs/security.md, R46)."""
    key = settings.SECRET_KEY
    if not is_tried_out() and (len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_SIGNS):
        words = gettext_noop("SECRET_KEY is shorter than %(number)s characters, or too plain.")
        yield HealthFinding(words, SET_KEY, {"number": SHORTEST_KEY}, stops=True)


def debug():
    """DEBUG shows the inside of every fault, names included, to anybody (docs/security.md, R46)."""
    reached = [host for host in settings.ALLOWED_HOSTS if not _is_loopback(host)]
    if settings.DEBUG and reached:
        yield HealthFinding(
            gettext_noop("DEBUG is on, and the site is reached under %(host)s."),
            gettext_noop("Take DEBUG out of .env: it is for a developer’s own machine alone."),
            {"host": reached[0]},
            stops=True,
        )


def hosts():
    """Under which names the site is reached."""
    if is_tried_out():
        return
    if "*" in settings.ALLOWED_HOSTS:
        yield HealthFinding(
            gettext_noop("ALLOWED_HOSTS takes every name, also one that somebody else made up."),
            gettext_noop("Name the site there: ALLOWED_HOSTS=shkej.example"),
        )
    elif all(map(_is_loopback, settings.ALLOWED_HOSTS)):
        yield HealthFinding(
            gettext_noop("Only this very machine reaches the site: ALLOWED_HOSTS names no other."),
            gettext_noop("Name the site there: ALLOWED_HOSTS=shkej.example"),
        )


def proxies():
    """Whose word on the client’s address is believed (docs/security.md, R36)."""
    if settings.SECURE_PROXY_SSL_HEADER and settings.TRUSTED_PROXIES == 0:
        yield HealthFinding(
            gettext_noop(
                "BEHIND_TLS_PROXY is on, but TRUSTED_PROXIES is 0: everybody would seem to come "
                "from the proxy, and a few wrong passwords would lock out all of them."
            ),
            gettext_noop("Set TRUSTED_PROXIES to the number of your proxies, mostly 1."),
            stops=True,
        )
    if settings.TRUSTED_PROXIES and not settings.SECURE_PROXY_SSL_HEADER:
        yield HealthFinding(
            gettext_noop("TRUSTED_PROXIES is set, but BEHIND_TLS_PROXY is off."),
            gettext_noop("Where that proxy ends TLS, set BEHIND_TLS_PROXY=on; else 0 proxies."),
        )


def metrics():
    """Whether the figures of the server are for those who watch it alone."""
    token = settings.METRICS_TOKEN
    if settings.METRICS and token and len(token) < SHORTEST_TOKEN:
        yield HealthFinding(
            gettext_noop("METRICS_TOKEN is shorter than %(number)s characters."),
            gettext_noop("Take a longer one, or none: then only this machine reads the figures."),
            {"number": SHORTEST_TOKEN},
        )
    if token and not settings.METRICS:
        yield HealthFinding(
            gettext_noop("METRICS_TOKEN is set, but METRICS is off: no figures are kept."),
            gettext_noop("Set METRICS=on, or take the token out of .env."),
        )


def mail():
    """Whether mails leave: the server is greeted, nothing is sent."""
    kind = settings.EMAIL_BACKEND.split(".")[-2]
    if kind in NO_MAIL:
        if not is_tried_out():
            yield HealthFinding(
                gettext_noop("Mails reach nobody: EMAIL_URL names no mail server."),
                gettext_noop("Set EMAIL_URL: links to set a password go by mail."),
            )
        return
    try:
        with get_connection(timeout=5):
            pass
    except MAIL_FAULTS as fault:
        yield HealthFinding(
            gettext_noop("The mail server %(host)s does not let us in (%(kind)s)."),
            gettext_noop("Look at EMAIL_URL, and whether this machine may reach that port."),
            {"host": settings.EMAIL_HOST, "kind": type(fault).__name__},
        )


def _is_loopback(host):
    if host in ("localhost", ".localhost"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False

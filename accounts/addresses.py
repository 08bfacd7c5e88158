"""From which network address a request comes, and where it may be sent on to."""

from ipaddress import ip_address
from urllib.parse import unquote_plus, urlsplit

from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme

SEARCHED = {"q", "text"}  # the fields of a page's address in which people type what they look for


def client_address(request):
    """The client's address, or None where there is none to be known.

    With TRUSTED_PROXIES = n, each of our n proxies has added to X-Forwarded-For the address it
    saw, so the client's stands n-th from the right. What is further left anybody may invent.
    """
    address = request.META.get("REMOTE_ADDR") or ""
    if settings.TRUSTED_PROXIES > 0:
        reported = request.headers.get("x-forwarded-for", "").split(",")
        if len(reported) >= settings.TRUSTED_PROXIES:
            address = reported[-settings.TRUSTED_PROXIES]
    try:
        return str(ip_address(address.strip().partition("%")[0]))
    except ValueError:
        return None


def is_phone(request):
    """Whether the browser says that it is one of a telephone."""
    return request.headers.get("Sec-CH-UA-Mobile") == "?1" or "Mobi" in request.headers.get(
        "User-Agent", ""
    )


def is_own_address(request, url):
    """Whether `url` leads to a page of this site and not to somebody else's.

    A mere word is no address: Django takes one for the name of a view, and finds none.
    """
    return (
        bool(url)
        and "/" in url
        and url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
    )


def page_of(request):
    """The path of the page on which the reader is: for a POST or htmx, the one that sent it.

    What was searched for is left out: it is mostly a name, and addresses are kept in many places.
    """
    if request.method in ("GET", "HEAD") and not request.htmx:
        path, _mark, query = request.get_full_path().partition("?")
        return _address(path, query)
    try:
        sender = urlsplit(request.headers.get("HX-Current-URL") or request.headers["Referer"])
    except (KeyError, ValueError):
        return "/"
    if sender.netloc != request.get_host():
        return "/"
    return _address(sender.path, sender.query)


def _address(path, query):
    parts = [part for part in query.split("&") if part and _field(part) not in SEARCHED]
    return f"{path}?{'&'.join(parts)}" if parts else path


def _field(part):
    return unquote_plus(part.partition("=")[0])

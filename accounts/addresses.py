"""From which network address a request comes, and where it may be sent on to."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme


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


def is_own_address(request, url):
    """Whether `url` leads to a page of this site and not to somebody else's."""
    return url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def page_of(request):
    """The path of the page on which the reader is: for a POST or htmx, the one that sent it."""
    if request.method in ("GET", "HEAD") and not request.htmx:
        return request.get_full_path()
    try:
        sender = urlsplit(request.headers.get("HX-Current-URL") or request.headers["Referer"])
    except (KeyError, ValueError):
        return "/"
    if sender.netloc != request.get_host():
        return "/"
    return sender.path + (f"?{sender.query}" if sender.query else "")

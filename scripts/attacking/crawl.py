"""The links and forms of a site that take something, as one sees them with a session."""

import urllib.error
import urllib.parse
from collections import deque
from dataclasses import dataclass

from lxml import html

MOST_PAGES = 120


@dataclass(frozen=True)
class Request:
    """A link with a query, or a form that was filled in. `page`: where it stands."""

    method: str
    url: str
    page: str
    data: str = ""

    @property
    def key(self):
        """What is asked there: the address without its numbers, and the names of what it takes."""
        parts = urllib.parse.urlsplit(self.url)
        path = "/".join("N" if part.isdecimal() else part for part in parts.path.split("/"))
        names = [name for name, _value in urllib.parse.parse_qsl(self.data or parts.query, True)]
        return f"{path} {' '.join(sorted(set(names)))}"


def requests_of(site, browser, spared, most_pages=MOST_PAGES):
    """Each kind of link and form that `browser` finds, once, breadth first."""
    seen, kinds, waiting = {f"{site}/"}, set(), deque([f"{site}/"])
    pages = 0
    while waiting and pages < most_pages:
        address = waiting.popleft()
        pages += 1
        document = opened(browser, address)
        if document is None:
            continue
        found = [*_forms(document, address, site), *_links(document, address, site)]
        for request in found:
            path = urllib.parse.urlsplit(request.url).path
            if path.startswith(spared) or request.key in kinds:
                continue
            kinds.add(request.key)
            if request.data or "?" in request.url:
                yield request
            if request.method == "GET" and request.url not in seen:
                seen.add(request.url)
                waiting.append(request.url)


def opened(browser, address):
    """The page as a tree; None where it is a file or a refusal."""
    try:
        with browser.open(address, timeout=30) as page:
            if "html" not in page.headers.get("Content-Type", ""):
                return None
            tree = html.fromstring(page.read())
    except (OSError, urllib.error.URLError, ValueError):
        return None
    tree.make_links_absolute(address)
    return tree


def _links(document, address, site):
    for link in document.xpath("//a/@href"):
        target = urllib.parse.urldefrag(link).url
        if target.startswith(f"{site}/"):
            yield Request("GET", target, address)


def _forms(document, address, site):
    for form in document.forms:
        action = urllib.parse.urldefrag(form.action or address).url
        if not action.startswith(f"{site}/"):
            continue
        data = urllib.parse.urlencode([(name, value or "1") for name, value in form.form_values()])
        if form.method == "GET":
            if data:
                yield Request("GET", f"{action.split('?')[0]}?{data}", address)
        elif data:
            yield Request("POST", action, address, data)

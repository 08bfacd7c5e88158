"""The guides, cut: a heading whose next line is a mark begins a page of its own.

    ## The register at the door
    <!-- help: register; for: door desk; at: events:register; picture: register -->

`for`: whom it is for, keys of AUDIENCES. `at`: the routes whose pages lead here by their "?".
`picture`: a file of docs/img/help, one of each language. docs/help.md says how to add a page.
"""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt

from shkej.lib.albanian import fold, terms
from shkej.lib.bilingual import reading

AUDIENCES = {
    "everybody": _("For everybody"),
    "door": _("At the door"),
    "desk": _("At the desk"),
    "coordinator": _("For coordinators"),
    "partner": _("For partners"),
    "observer": _("For observers"),
    "administrator": _("For administrators"),
}
PICTURES = settings.BASE_DIR / "docs" / "img" / "help"
HEADING = re.compile(r"^(?P<level>##+) (?P<title>.+)$")
MARK = re.compile(r"^<!-- help: (?P<facts>.+) -->$")
EXCERPT = 160  # characters of a page that a search shows


@dataclass(frozen=True)
class HelpPage:
    """One short page of help. `text`: its words, as a search shows them."""

    slug: str
    title: str
    html: str
    text: str
    audiences: tuple
    routes: tuple
    picture: str

    def excerpt(self, words):
        """What stands around the first of `words`, folded ones, in the text."""
        at = min((i for word in words if (i := fold(self.text).find(word)) >= 0), default=0)
        begin = max(0, self.text.rfind(" ", 0, max(0, at - 40)) + 1)
        part = self.text[begin : begin + EXCERPT]
        if begin + EXCERPT < len(self.text):
            part = part[: part.rfind(" ")] + " …"
        return f"… {part}" if begin else part


def guide(language):
    """The file that is cut."""
    return settings.BASE_DIR / "docs" / f"user-guide.{language}.md"


@cache
def pages_in(language):
    """{slug: HelpPage} of a language, in the order of its guide."""
    lines = guide(language).read_text(encoding="utf-8").splitlines()
    found = {}
    facts, title, level, body = None, "", "", []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        heading, mark = HEADING.match(line), MARK.match(following)
        if heading and (mark or heading["level"] == "##"):
            _add(found, facts, title, level, body, language)
            facts, title, level = mark and _facts(mark["facts"]), heading["title"], heading["level"]
            body = []
        elif not MARK.match(line):
            body.append(line)
    _add(found, facts, title, level, body, language)
    return found


def pages():
    """{slug: HelpPage} in the reader's language."""
    return pages_in(reading())


def page_at(route):
    """The page of help that a route's pages lead to; None where there is none."""
    slug = _by_route().get(route)
    return pages().get(slug)


def found_by(query):
    """The pages that hold all words of `query`, else the most of them; with one in the title first.

    Then those where a word begins so: who asks for `ngjit` (paste) means no `bashkëngjit` (attach).

    Of a long word its beginning is enough: Albanian words change at their end.
    """
    words = beginnings(query)
    scored = []
    for page in pages().values():
        title, text = fold(page.title), fold(page.text)
        number = sum(word in title or word in text for word in words)
        begins = sum(f" {word}" in f" {text}" for word in words)
        scored.append((number, (sum(word in title for word in words), begins), page))
    most = max((number for number, _titles, _page in scored), default=0)
    best = [each for each in scored if most and each[0] == most]
    return [page for _number, _titles, page in sorted(best, key=lambda each: each[1], reverse=True)]


def beginnings(query):
    """The folded words of a search, each without the end by which it may be declined."""
    return [word[: max(4, len(word) - 2)] for word in terms(query)]


@cache
def _by_route():
    return {route: page.slug for page in pages_in("en").values() for route in page.routes}


def _facts(text):
    """{"help": slug, "for": audiences, …} of a mark."""
    pairs = (part.split(": ", 1) for part in f"help: {text}".split("; "))
    return {name: value.strip() for name, value in pairs}


def _add(found, facts, title, level, body, language):
    """Render what was gathered under one heading; what has no mark is no page."""
    if not facts:
        return
    html, text = _rendered("\n".join(body), level)
    picture = f"{facts['picture']}-{language}.webp" if "picture" in facts else ""
    found[facts["help"]] = HelpPage(
        slug=facts["help"],
        title=title,
        html=html,
        text=text,
        audiences=tuple(facts["for"].split()),
        routes=tuple(facts.get("at", "").split()),
        picture=picture if picture and (PICTURES / picture).exists() else "",
    )


def _rendered(markdown, level):
    """(HTML, plain text) of a page's body: its headings one below the page's own."""
    reader = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
    tokens = reader.parse(markdown)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{int(token.tag[1]) - len(level) + 1}"
        if token.type == "inline":
            # Other documents are not served: their words stay, the link goes.
            token.children = [c for c in token.children if not c.type.startswith("link_")]
    words = [
        child.content if child.content else " "
        for token in tokens
        if token.type == "inline"
        for child in [*token.children, _SPACE]
    ]
    text = re.sub(r"\s+", " ", "".join(words)).strip()
    return reader.renderer.render(tokens, reader.options, {}), text


class _Space:
    content = " "


_SPACE = _Space()

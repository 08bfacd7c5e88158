"""What an import did, and what undoing it did: one sentence each, without what is zero."""

from collections.abc import Iterable, Mapping

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.importing.results import Result
from events.importing.undoing.previewing import UndoCount
from shkej.lib.numbers import number


def imported_in_words(result: Result) -> str:
    """What an import did; then what is left to do about it, a sentence for each."""

    def figures(*keys: str) -> dict[str, int]:
        of_kinds = result.counts.items()
        return {what: sum(counts.get(key, 0) for key in keys) for what, counts in of_kinds}

    did = _joined(
        [
            _doing(_("added %(things)s"), figures("created")),
            _doing(_("changed %(things)s"), figures("updated")),
            _doing(_("found %(things)s in SHKEJ already"), figures("matched", "unchanged")),
        ]
    )
    sentence = ngettext(
        "The import of %(n)s row %(did)s.", "The import of %(n)s rows %(did)s.", result.good_rows
    )
    sentences = [sentence % {"n": number(result.good_rows), "did": did or _("changed nothing")}]
    if pairs := result.possible_duplicates:
        alike = ngettext(
            "%(n)s pair of people may be one person: a coordinator compares it.",
            "%(n)s pairs of people may be one person each: a coordinator compares them.",
            pairs,
        )
        sentences.append(alike % {"n": number(pairs)})
    if bad := len(result.rejected):
        left_out = ngettext("%(n)s bad row was left out.", "%(n)s bad rows were left out.", bad)
        sentences.append(left_out % {"n": number(bad)})
    return " ".join([*sentences, result.told]).strip()


def undone_in_words(lines: Iterable[UndoCount]) -> str:
    """What undoing an import did."""
    lines = list(lines)
    did = _joined(
        [
            _doing(_("removed %(things)s"), {line.what: line.gone for line in lines}),
            _doing(_("put back %(things)s"), {line.what: line.back for line in lines}),
            _doing(
                _("left %(things)s in place"),
                {line.what: sum(n for _why, n in line.stays) for line in lines},
            ),
        ]
    )
    return _("Undoing the import %(did)s.") % {"did": did or _("changed nothing")}


def _doing(words: str, figures: Mapping[str, int]) -> str:
    """`words` with the things of `figures` ({kind: how many}); empty where there are none."""
    things = [_counted(what, n) for what, n in figures.items() if n]
    return words % {"things": _joined(things)} if things else ""


def _joined(parts: Iterable[str]) -> str:
    return get_text_list([part for part in parts if part], _("and"))


def _counted(what: str, n: int) -> str:
    """How many of one kind, in words: "8 people"."""
    words = {
        "events": ngettext("%(n)s event", "%(n)s events", n),
        "participants": ngettext("%(n)s person", "%(n)s people", n),
        "registrations": ngettext("%(n)s registration", "%(n)s registrations", n),
        "headcounts": ngettext("%(n)s headcount", "%(n)s headcounts", n),
        "organisations": ngettext("%(n)s organisation", "%(n)s organisations", n),
        "projects": ngettext("%(n)s project", "%(n)s projects", n),
        "duplicates": ngettext("%(n)s possible duplicate", "%(n)s possible duplicates", n),
    }
    return words[what] % {"n": number(n)}

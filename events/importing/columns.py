"""The columns of an import: their keys, and the headings under which each is known."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shkej.lib.albanian import fold

# Key: the label in the reader's language, then the Albanian headings (without regard to case,
# diacritics, and what is between the words). docs/import.md has the same table.
COLUMNS = {
    "event": (gettext_lazy("Event"), ["aktiviteti"]),
    "title_sq": (
        gettext_lazy("Title (Albanian)"),
        ["titulli sq", "titulli (shqip)", "titulli shqip", "titulli në shqip", "titulli"],
    ),
    "title_en": (
        gettext_lazy("Title (English)"),
        ["titulli en", "titulli (anglisht)", "titulli anglisht", "titulli në anglisht"],
    ),
    "kind": (gettext_lazy("Event type"), ["lloji i aktivitetit", "lloji"]),
    "project": (gettext_lazy("Project"), ["projekti", "kodi i projektit"]),
    "starts_at": (gettext_lazy("Start"), ["fillimi"]),
    "ends_at": (gettext_lazy("End"), ["përfundimi", "mbarimi"]),
    "venue": (gettext_lazy("Venue"), ["vendndodhja", "vendi"]),
    "person": (gettext_lazy("Person"), ["personi"]),
    "first_name": (gettext_lazy("First name"), ["emri"]),
    "father_name": (gettext_lazy("Father’s name"), ["atësia"]),
    "last_name": (gettext_lazy("Surname"), ["mbiemri"]),
    "sex": (gettext_lazy("Sex"), ["gjinia"]),
    "birth_date": (gettext_lazy("Date of birth"), ["datëlindja", "data e lindjes"]),
    "birth_year": (gettext_lazy("Year of birth"), ["viti i lindjes"]),
    "age": (gettext_lazy("Age"), ["mosha"]),
    "category": (gettext_lazy("Category"), ["kategoria"]),
    "organisation": (gettext_lazy("Organisation"), ["organizata"]),
    "disability": (gettext_lazy("Disability"), ["aftësia e kufizuar", "aftësi e kufizuar"]),
    "phone": (gettext_lazy("Phone"), ["telefoni", "numri i telefonit"]),
    "attendance": (gettext_lazy("Attendance"), ["prezenca", "pjesëmarrja"]),
    "headcount": (
        gettext_lazy("Headcount"),
        ["numërimi pa emra", "numërim pa emra", "numërimi", "numri i personave"],
    ),
    "age_from": (gettext_lazy("Age from"), ["mosha nga"]),
    "age_to": (gettext_lazy("Age to"), ["mosha deri", "mosha deri në"]),
    "status": (gettext_lazy("Status"), ["statusi", "gjendja"]),
}
MAX_COLUMNS = 100
# What one row may say for all rows of its event.
EVENT_COLUMNS = "title_sq title_en kind project starts_at ends_at venue status".split()
# What only a named person has; a headcount row with one of these would lose it silently.
PERSON_COLUMNS = "person first_name father_name last_name birth_date birth_year age phone".split()
HEADCOUNT_COLUMNS = "age_from age_to".split()


def plain(heading: str) -> str:
    """A heading or a value as it is compared: folded, its words joined by one underscore."""
    letters = (sign if sign.isalnum() else " " for sign in fold(heading))
    return "_".join("".join(letters).split())


@lru_cache(maxsize=2_000)
def plain_word(word: str) -> str:
    """`plain` of a word of ours, kept since each file asks again; nothing that a file says."""
    return plain(word)


HEADINGS = {plain(heading): key for key, (_label, known) in COLUMNS.items() for heading in known}
HEADINGS |= {key: key for key in COLUMNS}


def label(key: str) -> str:
    """What the screen calls a column."""
    return COLUMNS[key][0] if key in COLUMNS else key


def keyed(heading: str) -> str | None:
    """The key of a heading, in either language, or None."""
    return HEADINGS.get(plain(heading))


def template_headings(language: str) -> list[str]:
    """The headings of an empty file to fill in."""
    albanian = [known[0].replace(" ", "_") for _label, known in COLUMNS.values()]
    return {"sq": albanian, "en": list(COLUMNS)}[language]


def check_header(
    headings: Sequence[str],
    keys: Sequence[str | None],
    used: Collection[int],
    *,
    given: Iterable[str] = (),
) -> None:
    """ValidationError names what of a heading row is unknown, is there twice or is missing.

    `keys`: what each heading means, None where nothing is known. `used`: the places of columns in
    which any row has a value. `given`: keys that are said elsewhere.
    """
    unknown = [heading for heading, key in zip(headings, keys, strict=True) if heading and not key]
    if unknown:
        raise ValidationError(
            _(
                "The first row has headings that are not known: %(headings)s. "
                "Leave them out with --leave-out-columns."
            )
            % {"headings": quoted(unknown)}
        )
    nameless = [place for place in used if place >= len(keys) or keys[place] is None]
    if nameless:
        raise ValidationError(
            _("Column %(column)s has values but no heading in the first row.")
            % {"column": min(nameless) + 1}
        )
    twice = [key for key, count in Counter(filter(None, keys)).items() if count > 1]
    if twice:
        raise ValidationError(
            _("These columns appear twice in the first row: %(headings)s.")
            % {"headings": quoted(twice)}
        )
    _require({*keys, *given})


def _require(keys: set[str | None]) -> None:
    missing = [key for key in ("event", "starts_at") if key not in keys]
    if not {"first_name", "headcount"} & keys:
        missing.append("first_name")
    if missing:
        raise ValidationError(
            _(
                "The first row lacks these columns: %(headings)s. "
                "For all rows say them with --event and --starts-at."
            )
            % {"headings": quoted(missing)}
        )


def quoted(words: Sequence[str]) -> str:
    """Words of a file, cut short and joined for a sentence."""
    shown = [f"“{str(word)[:40]}”" for word in words[:10]]
    return ", ".join([*shown, "…"] if len(words) > len(shown) else shown)


def in_column(key: str, reason: str) -> str:
    """A further reason in a row, with the column it is about."""
    return format_lazy("{column}: {reason}", column=label(key), reason=reason)

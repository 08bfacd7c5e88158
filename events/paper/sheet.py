"""The attendance list on paper: what is on it, in both languages, and the PDF made of it."""

from dataclasses import dataclass
from typing import NamedTuple

import segno
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from partners.models import ProjectOrganisation
from shkej.lib.bilingual import FIRST, SENSITIVE, in_each, texts_of
from shkej.lib.dates import TIRANA
from shkej.lib.pdf import write_pages

MOST_LINES = 300
MOST_BLANK = 60
FULL, SHORT, CODES = "full", "short", "codes"


class Both(NamedTuple):
    """One text in the two languages; where they read alike, `en` is empty."""

    sq: str
    en: str = ""


@dataclass(frozen=True)
class ListedPerson:
    """One person on the list. `name` is empty where only codes are printed."""

    number: int
    name: str
    code: str
    age: int | None = None


def check_takes_place(event):
    """Refuse a list of an event that was called off."""
    if event.is_called_off:
        raise ValidationError(
            _("This event was cancelled or postponed: there is no list to print.")
        )


def check_length(people, blank):
    """Refuse a list that is too long to print; a long PDF takes long to make."""
    if people + blank > MOST_LINES:
        raise ValidationError(
            _(
                "A list to print has at most %(most)s lines: here are %(people)s people and "
                "%(blank)s empty lines."
            ),
            code="too_long",
            params={"most": MOST_LINES, "people": people, "blank": blank},
        )


def write_sheet(*, event, places, names, with_ages, blank, address, printed_by):
    """The list of `places`, in their order and with their lines, as the bytes of a PDF.

    `names`: FULL, SHORT or CODES; `address`: of the register, for the QR code.
    """
    check_length(len(places), blank)
    context = {
        "event": event,
        "title": _pair(event, "title"),
        "mark": _both(lambda: str(SENSITIVE)) if event.is_sensitive else None,
        "day": _both(lambda: date_format(event.local_date)),
        "times": _times(event),
        "venue": _pair(event, "venue") if event.venue else _pair(event.centre, "name"),
        "lines": [_line(event, place, names, with_ages) for place in places],
        "blank": range(blank),
        "shows_names": names != CODES,
        "with_ages": with_ages,
        "credits": _credits(event),
        "code": mark_safe(  # noqa: S308 - drawn by segno from an address of ours
            segno.make(address, error="m", micro=False).svg_inline(
                border=0, omitsize=True, title=address
            )
        ),
        "words": _words(printed_by),
    }
    with override(FIRST):
        return write_pages([render_to_string("events/paper/sheet_pdf.html", context)])


def _line(event, place, names, with_ages):
    person, age = place.participant, None
    if with_ages:
        age = place.age if place.age is not None else person.age_on(event.local_date)
    name = {FULL: person.listed_name, SHORT: person.short_name, CODES: ""}[names]
    return ListedPerson(place.line, name, person.code, age)


def _times(event):
    if event.is_all_day:
        return ""
    moments = [moment for moment in (event.starts_at, event.ends_at) if moment]
    return "–".join(time_format(timezone.localtime(moment, TIRANA), "H:i") for moment in moments)


def _both(make):
    """What `make()` says in each language."""
    texts = list(in_each(make).values())
    return Both(*texts) if texts[0] != texts[1] else Both(texts[0])


def _pair(row, field):
    """A text that is kept in both languages; where one lacks, the other is alone."""
    albanian, english = texts_of(row, field).values()
    if not albanian or not english or albanian == english:
        return Both(albanian or english)
    return Both(albanian, english)


def _credits(event):
    """[Both]: the credit line of each project, else its title; then who pays for it."""
    found = []
    projects = event.projects.select_related("programme").prefetch_related(
        "programme__funders", "parts__organisation"
    )
    for project in projects:
        has_line = any(texts_of(project, "credit_line").values())
        found.append(_pair(project, "credit_line" if has_line else "title"))
        payers = [*project.programme.funders.all()] if project.programme else []
        payers += [
            part.organisation
            for part in project.parts.all()
            if part.part == ProjectOrganisation.Part.DONOR and part.organisation not in payers
        ]
        if payers:
            found.append(
                _both(
                    lambda payers=payers: (
                        _("Supported by: %(names)s")
                        % {"names": ", ".join(payer.name for payer in payers)}
                    )
                )
            )
    return list(dict.fromkeys(found))


def _words(printed_by):
    """The printed words of the list: {what: Both}."""
    printed = {"name": printed_by, "when": date_format(timezone.localtime(), "d.m.Y H:i")}
    pages = {
        "page": mark_safe('<span class="page"></span>'),  # noqa: S308 - no text of a user
        "pages": mark_safe('<span class="pages"></span>'),  # noqa: S308
    }
    texts = {
        "heading": lambda: _("Attendance list"),
        "number": lambda: _("No."),
        "name": lambda: _("Name"),
        "code": lambda: _("Code"),
        "age": lambda: _("Age"),
        "signature": lambda: _("Signature"),
        "register": lambda: _("The register, for staff"),
        "privacy": lambda: _(
            "By signing you confirm that you took part. We note your name and your attendance to "
            "run our activities; those who fund them receive numbers only, never names. You may "
            "ask the staff to see, correct or delete what we keep about you."
        ),
        "destroy": lambda: _("Destroy this sheet once it has been entered."),
        "printed": lambda: _("Printed by %(name)s, %(when)s") % printed,
        "page": lambda: format_html(_("Page {page} of {pages}"), **pages),
    }
    return {what: _both(make) for what, make in texts.items()}

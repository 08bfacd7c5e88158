"""What the cells of a file leave open: days that can be read both ways, empty marks, letters."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.importing.columns import plain
from events.importing.rows import RowNumber
from events.importing.shape.questions import Answers, FileQuestion
from events.importing.values import day_order
from events.lib.alphabet import ALPHABETS
from events.models import Attendance
from shkej.lib.bilingual import LANGUAGES

if TYPE_CHECKING:
    from events.importing.shape.lists import Lists

SAMPLES = 50
NAMES = ("first_name", "last_name")
DATES = ("starts_at", "ends_at", "birth_date")


def open_cells(found: "Lists", answers: Answers) -> None:
    """Ask what the cells leave open, unless it was answered; and settle how days are read."""
    _ask_for_dates(found, answers)
    if found.empty and not (answers.asks and found.doubtful):  # of which some may be marked
        found.questions.append(_empty(found.empty))
    if found.crossed:
        found.questions.append(_crossed(found.crossed))
    if found.doubtful:
        found.questions.append(_last_word(found.doubtful))
    if found.hidden:
        found.questions.append(_hidden(found))
    if answers.asks and not answers.letters:
        _ask_for_letters(found)


def _ask_for_dates(found: "Lists", answers: Answers) -> None:
    cells = [
        (number, key, text)
        for number, row in found.rows
        for key in DATES
        if isinstance(text := row.get(key), str)
    ]
    orders = [(number, key, text, day_order(text)) for number, key, text in cells]
    found.dates = answers.dates
    either = [entry for entry in orders if entry[3] == "either"]
    if found.dates or not either:
        return
    kinds = {order for *_cell, order in orders}
    if "day_first" in kinds and "month_first" not in kinds:
        found.dates = "day_first"
        return
    texts = [text for *_cell, text, _order in either]
    rows = [(number, key) for number, key, *_rest in either]
    found.questions.append(which_comes_first(texts, rows))


def which_comes_first(
    texts: Sequence[str], rows: Sequence[tuple[RowNumber, str]] = ()
) -> FileQuestion:
    """The question how days such as `texts` are read, for which `rows` wait."""
    return FileQuestion(
        "dates",
        _("In dates such as %(date)s, does the day or the month come first?") % {"date": texts[0]},
        "--dates",
        rows=list(rows),
        choices=[("day_first", _("The day")), ("month_first", _("The month"))],
        samples=list(dict.fromkeys(texts))[:3],
    )


def _empty(numbers: Sequence[RowNumber]) -> FileQuestion:
    return FileQuestion(
        "empty",
        _("What does it mean where no attendance is marked?"),
        "--empty-attendance",
        rows=[(number, "attendance") for number in numbers],
        choices=[
            ("absent", Attendance.ABSENT.label),
            ("present", Attendance.PRESENT.label),
            ("unmarked", Attendance.UNMARKED.label),
            ("leave_out", _("Leave these rows out")),
        ],
    )


def _crossed(numbers: Sequence[RowNumber]) -> FileQuestion:
    words = {"present": Attendance.PRESENT.label, "absent": Attendance.ABSENT.label}
    return FileQuestion(
        "crossed",
        _("No box is ticked with ☑ or ✓. What do the boxes ☒ and ☐ mean?"),
        "--crossed",
        rows=[(number, "attendance") for number in numbers],
        choices=[
            ("present", _("☒ %(present)s, ☐ %(absent)s") % words),
            ("absent", _("☒ %(absent)s, ☐ %(present)s") % words),
        ],
    )


def _last_word(lines: Sequence[tuple[RowNumber, str]]) -> FileQuestion:
    return FileQuestion(
        "last_word",
        _(
            "Is the last word of these lines a mark, or part of the name? Where some have this and "
            "some that, write “–” before each mark and check the list again."
        ),
        "--last-word",
        rows=[(number, "attendance") for number, _text in lines],
        choices=[("mark", _("A mark")), ("name", _("Part of the name"))],
        samples=[text for _number, text in lines[:SAMPLES]],
    )


def _hidden(found: "Lists") -> FileQuestion:
    numbers, rows = found.hidden, dict(found.rows)
    words = [[str(rows.get(number, {}).get(key, "")) for key in NAMES] for number in numbers]
    names = [" ".join(filter(None, of_one)) for of_one in words]
    return FileQuestion(
        "hidden",
        ngettext(
            "%(count)d row is hidden or struck through. Is it to be taken?",
            "%(count)d rows are hidden or struck through. Are they to be taken?",
            len(numbers),
        )
        % {"count": len(numbers)},
        "--hidden",
        rows=[(number, "") for number in numbers],
        choices=[("take", _("Take them")), ("leave", _("Leave them out"))],
        samples=[name for name in names if name][:SAMPLES],
    )


def _ask_for_letters(found: "Lists") -> None:
    """Ask about a letter that means one thing in Albanian and another in English."""
    marks = (row.get("attendance") for _number, row in found.rows)
    letters = {plain(mark).upper() for mark in marks if isinstance(mark, str)}
    both = {
        letter
        for letter in letters & ALPHABETS["sq"].keys() & ALPHABETS["en"].keys()
        if ALPHABETS["sq"][letter] != ALPHABETS["en"][letter]
    }
    if both:
        letter = min(both)
        found.questions.append(
            FileQuestion(
                "letters",
                _("What does the letter %(letter)s mean in the column of attendance?")
                % {"letter": letter},
                "--letters",
                choices=[(language, ALPHABETS[language][letter].label) for language in LANGUAGES],
            )
        )

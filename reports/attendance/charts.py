"""Bars for one table: numbers and places for a template that draws them as SVG.

Bars begin at zero and are as long as their share of the longest, in per cent of the picture's
width, so that the words beside them keep their size on a phone. The colours are of Okabe and Ito,
a dark and a light one, which differ in black and white, too.
"""

import textwrap

from reports.attendance.findings import finding
from reports.counting.words import FIGURES, label_of
from reports.exporters.document import Bar, Chart

LONGEST = 78  # per cent of the width; the rest is for the figures beside it
LETTERS = 32  # of a label on one line
LINE, BAR, GAP, KEY = 22, 22, 16, 24  # pixels
KEYS = [
    # part of a bar, class in the page's style sheet, colour where no style sheet speaks
    ("newly_reached", "series-1", "#0072b2"),
    ("returned", "series-2", "#e69f00"),
]


def _per_cent(value):
    return f"{value:.2f}%"


def bar_chart(count, dimension):
    """The chart of one dimension in the active language; None where nobody was reached."""
    rows = {code: row for (code,), row in count.by(dimension).items() if row.reached}
    if not rows:
        return None
    scale = LONGEST / max(row.reached for row in rows.values())
    keys = _keys(rows.values())
    top = first = KEY * len(keys) + 6
    bars = []
    for code, row in rows.items():
        lines = textwrap.wrap(label_of(dimension, code, count.categories), LETTERS) or [code]
        below = top + LINE * len(lines)
        bars.append(
            Bar(
                lines_at=[(line, top + LINE * (place + 1) - 6) for place, line in enumerate(lines)],
                parts=_parts(row, scale),
                people=row.reached,
                top=below,
                middle=below + BAR // 2 + 6,
                end=_per_cent(row.reached * scale),
            )
        )
        top = below + BAR + GAP
    return Chart(
        dimension=dimension,
        title=finding(count, dimension),
        bars=bars,
        keys=keys,
        top=first,
        height=top - GAP + 4,
    )


def _keys(rows):
    """What the colours stand for, each on a line: [(words, class, colour, top, base of words)]."""
    rows = list(rows)
    shown = [key for key in KEYS if any(getattr(row, key[0]) for row in rows)]
    return [
        (FIGURES[name][0], style, colour, KEY * place + 2, KEY * place + 16)
        for place, (name, style, colour) in enumerate(shown)
    ]


def _parts(row, scale):
    """The parts of a bar, side by side from zero: [(class, colour, left, width)]."""
    parts, before = [], 0
    for name, style, colour in KEYS:
        people = getattr(row, name)
        if people:
            parts.append((style, colour, _per_cent(before * scale), _per_cent(people * scale)))
        before += people
    return parts

"""Age bands: written as first ages, read as ranges.

Into which of them somebody is counted: `reports.counting.bands`.
"""

import re
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from partners.models.projects import check_age_band_starts

SEPARATORS = re.compile(r"[,;\s]+")


def read_starts(text):
    """The first ages in `text`: "0, 5, 18" as [0, 5, 18]; ValidationError if they do not rise."""
    parts = [part for part in SEPARATORS.split(text.strip()) if part]
    if any(not re.fullmatch(r"[0-9]{1,3}", part) for part in parts):
        raise ValidationError(
            _("Write whole numbers with commas between them, for example 0, 5, 10.")
        )
    starts = [int(part) for part in parts]
    check_age_band_starts(starts)
    return starts


def band_limits(starts: Sequence[int]) -> list[tuple[int, int | None]]:
    """The first and last ages of the bands: [0, 5] as [(0, 4), (5, None)], the last one open."""
    lasts = [following - 1 for following in starts[1:]]
    return list(zip(starts, [*lasts, None], strict=False))


def band_labels(starts):
    """The bands that begin with `starts`: [0, 5, 18] as ["0–4", "5–17", "18+"]."""
    return [_label(first, last) for first, last in band_limits(starts)]


def _label(first, last):
    if last is None:
        return f"{first}+"
    return str(first) if first == last else f"{first}–{last}"

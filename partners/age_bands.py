"""Age bands: written as first ages, read as ranges."""

import re

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


def band_labels(starts):
    """The bands that begin with `starts`: [0, 5, 18] as ["0–4", "5–17", "18+"]."""
    labels = [
        f"{first}–{following - 1}" if following - 1 > first else str(first)
        for first, following in zip(starts, starts[1:], strict=False)
    ]
    return [*labels, f"{starts[-1]}+"] if starts else labels

"""What a page of the check sends: answers, who somebody is, and what is corrected."""

from typing import Any

from django.core import signing
from django.http import QueryDict

from events.importing.correcting.corrections import (
    corrections_given,
    keep_corrections,
    kept_corrections,
)
from events.importing.shape.asking import answers_given, together
from events.importing.unsure.decisions import decisions_given


def take(posted: QueryDict, token: str, options: dict[str, Any]) -> list[str]:
    """Put what a page answers, decides or corrects into `options`; the questions that it asked."""
    names: list[str] = []
    given: dict[str, Any] = {}
    if "offered" in posted:
        given = decisions_given(posted, token)
    if "lines" in posted:
        found = corrections_given(posted, token, kept_corrections(options))
        keep_corrections(token, options, found)
    if not {"offered", "lines"} & posted.keys():
        names = signing.loads(posted.get("asked", ""), salt=f"import.{token}")
        given = answers_given(posted, names)
    options["answers"] = together(options.get("answers", {}), given)
    return names

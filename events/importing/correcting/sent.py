"""What a page of the check sends: answers, who somebody is, and what is corrected."""

from typing import Any

from django.core import signing
from django.http import QueryDict

from events.importing.correcting.corrections import (
    corrections_given,
    corrects_more,
    keep_corrections,
    kept_corrections,
)
from events.importing.shape.asking import answers_given, can_be_answers, together
from events.importing.unsure.decisions import decides_more, decisions_given

# Among what is known of a file: answers that were refused, and what the last page asked.
TYPED, ASKED = "typed", "asked"


def says_more(posted: QueryDict, token: str, options: dict[str, Any]) -> bool:
    """Whether a page that lets a file be imported says something with which it was not checked."""
    return ("offered" in posted and decides_more(posted, token, options.get("answers", {}))) or (
        "lines" in posted and corrects_more(posted, token, options)
    )


def take(posted: QueryDict, token: str, options: dict[str, Any]) -> None:
    """Put into `options` what a page answers, decides or corrects, and the questions it asked.

    Of answers none is taken where one can be none: the page is shown again as it was sent.
    """
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
        options.pop(TYPED, None)
        if not can_be_answers(given):
            options[TYPED], given = given, {}
    options["answers"], options[ASKED] = together(options.get("answers", {}), given), names

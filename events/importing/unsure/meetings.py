"""Whether an event of a file is one that is logged already: asked where somebody can be."""

import hashlib
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.importing.rows import EventKey
from events.importing.shape.questions import OF_MEETING, FileQuestion, QuestionData
from events.importing.unsure.decisions import ANOTHER, Decisions
from events.lib.twins.asking import in_words
from events.models import Centre, Event

if TYPE_CHECKING:
    from events.importing.planning import ImportPlan

ID = re.compile(r"[0-9]{1,18}")  # no longer than a database takes


def called(key: EventKey) -> str:
    """What an event of a file is called in answers: nothing that its name could be read from."""
    name, day = key
    return hashlib.sha256(f"{day} {name}".encode()).hexdigest()[:16]


def decided_events(
    keys: Iterable[EventKey], decided: Decisions, centre: Centre
) -> dict[EventKey, Event]:
    """{event of the file: the logged one that it is, by the user's word}, of those still there."""
    chosen = {key: decided.meetings.get(called(key), "") for key in keys}
    wanted = {key: int(answer) for key, answer in chosen.items() if ID.fullmatch(answer)}
    logged = Event.objects.filter(centre=centre).prefetch_related("projects")
    events = logged.in_bulk(set(wanted.values()))
    return {key: events[pk] for key, pk in wanted.items() if pk in events}


def questions_about(plan: "ImportPlan") -> list[QuestionData]:
    """What is asked of events that look like logged ones, about which nobody decided yet."""
    decided = plan.known.decided
    return [
        FileQuestion(
            f"{OF_MEETING}{called(key)}",
            _("Is “%(event)s”, %(day)s, a meeting that is logged already?")
            % {"event": key[0], "day": date_format(key[1], "SHORT_DATE_FORMAT")},
            "",
            choices=[
                *((str(twin.pk), in_words(twin)) for twin in twins),
                (ANOTHER, _("No, it is another meeting")),
            ],
        ).as_json()
        for key, twins in plan.twins.items()
        if decided.asks and decided.meetings.get(called(key)) != ANOTHER
    ]

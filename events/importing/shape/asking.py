"""The page that asks what a file leaves open, and what was answered there.

What can be no answer (a start that is no day) is refused at its field, and the page keeps all that
was typed: taken, it would come back as bad rows of the file.
"""

from collections.abc import Collection, Sequence
from datetime import time
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import Field
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from events.importing.columns import COLUMNS
from events.importing.shape.months import says_month_or_year
from events.importing.shape.questions import (
    CHOICES,
    OF_COLUMN,
    OF_MEETING,
    OF_MONTH,
    Answers,
    QuestionData,
)
from events.importing.unsure.decisions import decisions_of
from events.importing.values import day_and_clock, day_order, text_without_identity_number
from events.models import Centre, Event
from shkej.lib.dates import local_moment, today
from shkej.lib.forms.inputs import with_a_day
from shkej.lib.forms.layout import inner_helper

SHOWN = 30  # meetings that are past, and as many that are ahead
PLAIN = (*CHOICES, "event", "starts_at")
OF_EVENT = {
    "event": _("Write what the event is called, or choose one logged already."),
    "starts_at": _("Write when it started, or choose one logged already."),
}
LONGEST, LONGEST_NAME = 200, 100


class QuestionsForm(forms.Form):
    """One field for each question (`questions`: as `FileQuestion.as_json` makes them).

    `offered`: {name of a question: answer} that is chosen already, as it was for an earlier list.
    `typed`: what `answers_given` found on this page, where something of it can be no answer.
    `again`: the names of those that the page before asked too: who left one open is told so there.
    """

    def __init__(
        self,
        questions: Sequence[QuestionData],
        *,
        centre: Centre,
        offered: dict[str, str],
        typed: dict[str, Any] | None = None,
        again: Collection[str] = (),
    ) -> None:
        names = [row["name"] for row in questions]
        super().__init__(None if typed is None else {})
        self.names = {f"q{place}": name for place, name in enumerate(names)}
        self.again = again
        for place, question in enumerate(questions):
            field = self.fields[f"q{place}"] = _field(question)
            # Of the event its name and start, or one that is logged: none can be called optional.
            field.is_needed_once = not question["name"].startswith(OF_MONTH)
            if (answer := offered.get(question["name"])) is not None:
                field.initial = answer
                field.help_text = _as_before(field.help_text)
        if any(question["name"] == "event" for question in questions):
            self.fields["chosen"] = forms.ChoiceField(
                label=_("Or choose a meeting that is logged already"),
                choices=[("", _("None")), *_logged(centre)],
                required=False,
            )
            self.fields["chosen"].is_needed_once = True
        of_event = [key for key, name in self.names.items() if name in OF_EVENT]
        self.order_fields([*of_event, "chosen"])  # what the list is of, before what is in it
        if typed is not None:
            self.data = _as_sent(typed, names) | self._new()
        self.helper = inner_helper(*self.fields)

    def _new(self) -> dict[str, Any]:
        """What is asked for the first time, as it is offered: nobody has left that open."""
        new = [self.fields[key] for key, name in self.names.items() if name not in self.again]
        for field in new:
            field.required = False
        return {key: field.initial for key, field in self.fields.items() if field in new}

    def clean(self) -> None:
        """Say of the event what is missing: its name, its start, or which logged one it is."""
        super().clean()
        if self.cleaned_data.get("chosen"):
            return
        for key, name in self.names.items():
            is_open = not self.cleaned_data.get(key) and key not in self.errors
            if name in OF_EVENT and name in self.again and is_open:
                self.add_error(key, OF_EVENT[name])


def _field(question: QuestionData) -> Field:
    name, choices = question["name"], question["choices"]
    about: dict[str, Any] = {"label": question["sentence"]}
    about["help_text"] = " · ".join(question["samples"])
    if name == "sheets":
        widget = forms.CheckboxSelectMultiple
        titles = [value for value, label in choices if label == value]  # the others are hidden
        return forms.MultipleChoiceField(choices=choices, widget=widget, initial=titles, **about)
    if name.startswith(OF_COLUMN):
        return forms.ChoiceField(choices=choices, required=False, **about)
    if choices:
        about["error_messages"] = {"required": _("Choose one of these answers.")}
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **about)
    if name.startswith(OF_MONTH):
        example = _("For example %(example)s. Leave it empty if they are no days.")
        about["help_text"] = example % {"example": about["help_text"]}
    if name == "starts_at":
        example = _("As in a file: day and time, for example %(day)s 10:00.")
        example = str(with_a_day(example, "d.m.Y"))  # with strokes the month could come first
        about["help_text"] = " · ".join([*question["samples"], example])
    validators = [partial(_check_text, name)]
    return forms.CharField(max_length=100, required=False, validators=validators, **about)


def _as_sent(typed: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """What `answers_given` found, under the names of the fields again."""
    sent: dict[str, Any] = {"chosen": typed.get("chosen", "")}
    for place, name in enumerate(names):
        kind, _colon, about = name.partition(":")
        of_kind = typed.get(f"{kind}s", {}) if about else {}
        sent[f"q{place}"] = of_kind.get(about, "") if about else typed.get(name, "")
    return sent


def _check_text(name: str, text: str) -> None:
    """Refuse what was typed where it can be no answer to the question `name`."""
    if name == "starts_at":
        moment_as_answered(text)
    elif name == "event":
        text_without_identity_number(text, LONGEST_NAME)
    elif name.startswith(OF_MONTH) and not says_month_or_year(text):
        raise ValidationError(_("Enter a month and a year such as 10.2021."))


def moment_as_answered(text: str) -> str:
    """A day and time as a file has them, read as a person means them; ValidationError for others.

    Where the day or the month can come first it stays as it is: that is asked for all of the file.
    """
    order = day_order(text)
    day, clock = day_and_clock(text, "day_first" if order == "either" else order)
    local_moment(day, clock or time(0))
    if order == "either":
        return text
    return f"{day} {clock:%H:%M}" if clock else str(day)


def can_be_answers(given: dict[str, Any]) -> bool:
    """Whether all that `answers_given` found can be answers: else none of it is taken."""
    if any(given.get(name, known[0]) not in known for name, known in CHOICES.items()):
        return False
    texts = {} if "chosen" in given else {name: given.get(name) for name in ("event", "starts_at")}
    texts |= {f"{OF_MONTH}{title}": month for title, month in given.get("months", {}).items()}
    try:
        for name, text in texts.items():
            if text:
                _check_text(name, text)
    except ValidationError:
        return False
    return True


def _as_before(help_text: str) -> str:
    chosen = str(_("Chosen as for the list before."))
    return f"{help_text} · {chosen}" if help_text else chosen


def _logged(centre: Centre) -> list[tuple[int, str]]:
    """Today's meetings and those before, the last one first; after them those ahead, by day."""
    events, day = Event.objects.filter(centre=centre), today()
    past = events.filter(starts_on__lte=day).order_by("-starts_at", "-pk")[:SHOWN]
    ahead = events.filter(starts_on__gt=day).order_by("starts_at", "pk")[:SHOWN]
    rows = [*past, *ahead]
    return [(row.pk, f"{row} ({date_format(row.starts_on, 'SHORT_DATE_FORMAT')})") for row in rows]


def _short(answer: str) -> str:
    if len(answer) > LONGEST:
        raise ValidationError(_("An answer is longer than 200 letters: choose the file again."))
    return answer


def answers_given(posted: QueryDict, names: Sequence[str]) -> dict[str, Any]:
    """{name: answer} of a sent page that asked the questions `names`, in their order.

    ValidationError for an answer that is too long: what is cut would be another.
    """
    given: dict[str, Any] = {"columns": {}}
    for place, name in enumerate(names):
        field = f"q{place}"
        if name == "sheets":
            given["sheets"] = posted.getlist(field)
        elif name.startswith(OF_COLUMN) and field in posted:
            given["columns"][name.removeprefix(OF_COLUMN)] = posted[field]
        elif name.startswith(OF_MONTH) and field in posted:
            months = given.setdefault("months", {})
            months[name.removeprefix(OF_MONTH)] = _short(posted[field].strip())
        elif name.startswith(OF_MEETING) and posted.get(field):
            meetings = given.setdefault("meetings", {})
            meetings[name.removeprefix(OF_MEETING)] = _short(posted[field])
        elif answer := _short(posted.get(field, "")).strip():
            given[name] = answer
    if posted.get("chosen", "").isdecimal():
        given["chosen"] = int(posted["chosen"])
    return given


def answers_of(kept: dict[str, Any], centre: Centre) -> Answers:
    """`Answers` of somebody who can be asked; `kept`: what `answers_given` found, put together."""
    said: dict[str, Any] = {name: str(kept[name]) for name in PLAIN if name in kept}
    said["sheets"] = tuple(kept.get("sheets", ()))
    columns = kept.get("columns", {})
    said["columns"] = {name: key for name, key in columns.items() if key in COLUMNS or not key}
    said["months"] = {str(name): str(month) for name, month in kept.get("months", {}).items()}
    chosen = Event.objects.filter(centre=centre, pk=kept.get("chosen")).first()
    if chosen is not None:
        said |= {"event": chosen.import_key or str(chosen), "starts_at": str(chosen.starts_on)}
    elif said.get("starts_at"):
        said["starts_at"] = moment_as_answered(said["starts_at"])
    return Answers(asks=True, chosen=chosen, people=decisions_of(kept), **said)


def together(earlier: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Answers of an earlier page with those of this one."""
    columns = {**earlier.get("columns", {}), **given.get("columns", {})}
    months = {**earlier.get("months", {}), **given.get("months", {})}
    people = {**earlier.get("people", {}), **given.get("people", {})}
    meetings = {**earlier.get("meetings", {}), **given.get("meetings", {})}
    of_each = {"columns": columns, "months": months, "people": people, "meetings": meetings}
    return {**earlier, **given, **of_each}

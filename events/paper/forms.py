"""Forms around paper: printing the list and typing it in."""

import re

from crispy_forms.layout import Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.lib.alphabet import letters_in_words
from events.paper.sheet import CODES, FULL, MOST_BLANK, SHORT
from events.paper.typed_lines import read_lines
from events.register.forms import NumberField, WholeNumberField
from shkej.lib.forms.layout import PlainForm

PAIR = re.compile(r"([0-9]{1,6}):([0-9]{1,18})", re.ASCII)
AGREED = re.compile(r"([0-9]{1,18}):([a-z]{1,10})", re.ASCII)
TOLD = 12  # of the pieces that mean nothing
CHANGE, KEEP = "change", "keep"


class BlankLinesField(WholeNumberField):
    """A number of empty lines."""

    sentence = gettext_lazy("Enter a number of empty lines from 0 to 60.")


class SheetForm(PlainForm):
    """How the attendance list is to be printed; short readers print no full names and no ages."""

    names = forms.ChoiceField(
        label=gettext_lazy("Names on the list"),
        choices=[
            (SHORT, gettext_lazy("First name and initial (Ana H.), with the code")),
            (FULL, gettext_lazy("First name and surname, with the code")),
            (CODES, gettext_lazy("Codes only")),
        ],
        initial=SHORT,
        widget=forms.RadioSelect,
    )
    with_ages = forms.BooleanField(label=gettext_lazy("With a column for the age"), required=False)
    blank = BlankLinesField(
        label=gettext_lazy("Empty lines for those who come without registration"),
        min_value=0,
        max_value=MOST_BLANK,
        initial=10,
        widget=forms.TextInput,
    )

    def __init__(self, *args, is_short, **kwargs):
        super().__init__(*args, **kwargs)
        if is_short:
            names = self.fields["names"]
            names.choices = [choice for choice in names.choices if choice[0] != FULL]
            del self.fields["with_ages"]
            self.helper.layout = self.layout()

    def layout(self):
        """The number is short."""
        fields = [name for name in ("names", "with_ages") if name in self.fields]
        return Layout(*fields, Field("blank", wrapper_class="width-5"))


class TypingForm(PlainForm):
    """What a clerk types from the signed list. `places`: those on it, with their lines."""

    lines = forms.CharField(
        label=gettext_lazy("Lines that are signed"),
        max_length=4000,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
        error_messages={"required": gettext_lazy("Type the numbers of the lines.")},
    )
    unnamed = NumberField(
        label=gettext_lazy("Signed on empty lines, without a readable name"),
        help_text=gettext_lazy("You count these people in the next step."),
        required=False,
        min_value=0,
        widget=forms.TextInput,
    )

    def __init__(self, *args, places=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.places = places
        self.fields["lines"].widget.attrs.pop("maxlength", None)
        self.fields["lines"].help_text = _(
            "For example: 1 2 4 7 or 1-5 9. A letter after the number says how: %(letters)s."
        ) % {"letters": letters_in_words()}

    def layout(self):
        """The number is short."""
        return Layout("lines", Field("unnamed", wrapper_class="width-5"))

    @property
    def shown(self):
        """{line: registration's id} of the page on which this was typed."""
        return {int(line): int(key) for line, key in PAIR.findall(self.data.get("shown", ""))}

    @property
    def agreed(self):
        """{registration's id: the mark that the user let go by pressing the button for it}."""
        if self.data.get("different") != CHANGE:
            return {}
        return {int(key): mark for key, mark in AGREED.findall(self.data.get("agreed", ""))}

    @property
    def leaves_others(self):
        """Whether the user chose to leave as they are those who are marked differently."""
        return self.data.get("different") == KEEP

    def clean_lines(self):
        """{line: attendance}; names everything that cannot be understood."""
        typed = read_lines(self.cleaned_data["lines"], {place.line for place in self.places})
        faults = []
        if typed.unknown:
            faults.append(_("The list has no line: %(lines)s") % {"lines": _some(typed.unknown)})
        if typed.unreadable:
            faults.append(
                _("This means nothing here: %(text)s") % {"text": _some(typed.unreadable)}
            )
        if typed.strange:
            words = {"text": _some(typed.strange), "letters": letters_in_words()}
            faults.append(
                _("This letter is none of the marks: %(text)s. The letters are: %(letters)s.")
                % words
            )
        if typed.doubled:
            faults.append(
                _("Two different marks for the line: %(lines)s") % {"lines": _some(typed.doubled)}
            )
        if faults:
            raise ValidationError(faults)
        if not typed.marks:
            raise ValidationError(self.fields["lines"].error_messages["required"])
        return typed.marks


def _some(pieces):
    """The first of the pieces, each cut short: "12, 14, x…"."""
    told = [str(piece)[:20] for piece in pieces[:TOLD]]
    return ", ".join(told) + ("…" if len(pieces) > TOLD else "")

"""Forms of the register for people who are counted but not named."""

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.register.forms import AgeField, CategoryField, NumberField
from events.register.headcounts.grid import SEPARATOR
from events.register.headcounts.services import MOST
from participants.models.people import Sex
from shkej.lib.forms.layout import inner_helper

PARTS = ("category", "sex", "age_from", "age_to")


class GroupForm(forms.Form):
    """Category, sex and age range."""

    category = CategoryField(label=_("Category"))
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, initial=Sex.UNKNOWN)
    age_from = AgeField(label=_("Age from"))
    age_to = AgeField(label=_("Age to"))

    def __init__(self, *args, categories, **kwargs):
        super().__init__(*args, auto_id="headcount_%s", **kwargs)
        self.fields["category"].offer(categories)

    @property
    def group(self):
        """The group, as the services take it."""
        return {name: self.cleaned_data[name] for name in PARTS}

    def clean(self):
        """Refuse an age range that ends before it begins."""
        cleaned = super().clean()
        first, last = cleaned.get("age_from"), cleaned.get("age_to")
        if first is not None and last is not None and last < first:
            self.add_error("age_to", _("The second age cannot be below the first."))
        return cleaned


class HeadcountForm(GroupForm):
    """A group of people who are counted but not named."""

    count = NumberField(label=_("Number of people"), min_value=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inner_helper(
            Div("category", "sex", css_class="form-row"),
            Div("age_from", "age_to", "count", css_class="pair"),
        )


class HeadcountStepForm(GroupForm):
    """A group with a step up or down, or with its new number."""

    step = NumberField(required=False, min_value=-MOST)
    count = NumberField(required=False, min_value=0)

    def clean(self):
        """Ask for one of the two."""
        cleaned = super().clean()
        if not self.errors and (cleaned["step"] is None) == (cleaned["count"] is None):
            raise ValidationError(NumberField.sentence)
        return cleaned

    @property
    def is_of_a_group(self):
        """False where the group itself is wrong, which the page never offers."""
        return not set(PARTS) & self.errors.keys()


def steps_asked(data):
    """What the grid asks for without a script: a dictionary for `HeadcountStepForm` for each group.

    `data`: what was posted. A number that was typed is a field named by its cell and the number
    shown, "female|25|59|3"; the button pressed is `cell`, whose last part is the step. Groups
    outside the grid name their category first; cells are of the category chosen.
    """
    category = data.get("category", "")
    typed = [(name, data[name]) for name in data if SEPARATOR in name]
    asked = [_group(name, category, count=number.strip() or "0") for name, number in typed]
    asked = [one for one in asked if one["count"] != one.pop("last")]
    if "cell" in data:
        step = _group(data["cell"], category)
        asked.append(step | {"step": step.pop("last")})
    return asked


def _group(text, category, **more):
    *parts, last = text.split(SEPARATOR)
    if len(parts) < len(PARTS):
        parts.insert(0, category)
    group = dict(zip(PARTS, parts, strict=True)) if len(parts) == len(PARTS) else {}
    return {**group, "last": last, **more}

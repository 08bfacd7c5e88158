"""The form of a dimension, and the rows of its values."""

from copy import copy

from crispy_forms.layout import Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from participants.models.people import OLDEST_AGE
from reports.models import Dimension, DimensionValue
from reports.unicef.setup.forms.shared import SetupForm
from reports.unicef.setup.values import check_values
from shkej.lib.bilingual import LANGUAGES, said, sides, typed_in
from shkej.lib.forms.inputs import prepare_bilingual
from shkej.lib.forms.layout import Bilingual

MOST_VALUES = 40
DASHES = {"sq": "–", "en": "-"}  # from one age to another


class DimensionForm(SetupForm):
    """What a dimension is called; by what it divides is chosen before and stays."""

    places = {"dimension_code_unique": "code", "dimension_has_name": "name_sq"}

    class Meta:
        model = Dimension
        fields = ["code", *sides("name")]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prepare_bilingual(self, "name", needed=["name"])
        self.fields["code"].required = False
        self.fields["code"].help_text = _(
            "Short, in Latin letters without spaces: files call the dimension by it. "
            "Left empty, it is made from the name."
        )
        self.fields["name_en"].help_text = _("Word for word as in UNICEF’s portal.")
        self.helper.layout = Layout(
            "seen_at", Bilingual("name"), Field("code", wrapper_class="width-10")
        )

    def clean(self):
        """A code, made from the name where none was given."""
        cleaned = super().clean()
        if not cleaned.get("code") and "code" not in self.errors:
            names = {code: cleaned.get(f"name_{code}") for code in LANGUAGES}
            name = said(names, "en") or self.instance.rule
            # Made, not typed: shorter than the name.
            cleaned["code"] = (slugify(name) or self.instance.rule)[:30].strip("-")
        return cleaned


class ValueForm(forms.Form):
    """One value: its names, and which ages or which people it holds."""

    key = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name_sq = forms.CharField(label=_("Name in Albanian"), required=False, max_length=60)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=60)
    age_from = forms.IntegerField(
        label=_("First age"),
        required=False,
        min_value=0,
        max_value=OLDEST_AGE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    age_to = forms.IntegerField(
        label=_("Last age"),
        required=False,
        min_value=0,
        max_value=OLDEST_AGE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Empty: without an end."),
    )
    codes = forms.MultipleChoiceField(
        label=_("Holds"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_removed = forms.BooleanField(label=_("Take this value away"), required=False)

    def __init__(self, *args, dimension, stored, **kwargs):
        super().__init__(*args, **kwargs)
        self.dimension, self.stored = dimension, stored
        for code in LANGUAGES:
            self.fields[f"name_{code}"].widget.attrs |= {"lang": code}
            self.fields[f"name_{code}"].widget.attrs.pop("maxlength", None)
        self.fields["codes"].choices = dimension.division.codes()
        if not dimension.division.of_ages:
            del self.fields["age_from"], self.fields["age_to"]
        else:
            self.fields["codes"].label = _("Or")

    @property
    def is_empty(self):
        """Whether nothing was filled in, or the value is to go."""
        said = self.cleaned_data
        asked = (*sides("name"), "age_from", "age_to", "codes")
        return said.get("is_removed") or all(said.get(name) in (None, "", []) for name in asked)

    def clean_key(self):
        """A value that is there, or none."""
        key = self.cleaned_data["key"]
        if key is not None and key not in self.stored:
            raise ValidationError(_("The dimension has changed meanwhile; open the page again."))
        return key

    def clean(self):
        """A name in one language at least; ages name themselves."""
        cleaned = super().clean()
        if self.errors or self.is_empty:
            return cleaned
        if not typed_in(cleaned, "name"):
            if cleaned.get("age_from") is None:
                self.add_error("name_sq", _("Give the name in at least one language."))
            else:
                first, last = cleaned["age_from"], cleaned["age_to"]
                for code, dash in DASHES.items():
                    label = f"{first}+" if last is None else f"{first}{dash}{last}"
                    cleaned[f"name_{code}"] = label
        return cleaned

    def value(self):
        """The value as it is to be, not saved yet."""
        said = self.cleaned_data
        key = said.get("key")
        row = copy(self.stored[key]) if key else DimensionValue(dimension=self.dimension)
        for name in (*sides("name"), "age_from", "age_to", "codes"):
            setattr(row, name, said.get(name))
        return row


class ValueRows(BaseFormSet):
    """Values that divide everybody: `check_values` decides."""

    def __init__(self, *args, dimension, stored, **kwargs):
        super().__init__(*args, form_kwargs={"dimension": dimension, "stored": stored}, **kwargs)
        self.dimension = dimension

    def clean(self):
        """Refuse what overlaps or leaves a gap, at its row."""
        if any(self.errors):
            return
        filled = [form for form in self.forms if not form.is_empty]
        try:
            check_values(self.dimension, [form.value() for form in filled])
        except ValidationError as refusal:
            loose = []
            for error in refusal.error_list:
                number = (error.params or {}).get("row")
                if number is None or number >= len(filled):
                    loose.append(error)
                else:
                    filled[number].add_error(_place(self.dimension), error)
            if loose:
                raise ValidationError(loose) from None

    def values(self):
        """The values that were filled in, not saved yet."""
        return [form.value() for form in self.forms if not form.is_empty]


def _place(dimension):
    return "age_from" if dimension.division.of_ages else "codes"


ValueFormSet = formset_factory(
    ValueForm,
    formset=ValueRows,
    extra=0,
    max_num=MOST_VALUES,
    absolute_max=MOST_VALUES + 10,
    validate_max=True,
)


def value_rows(data, *, dimension):
    """The values of `dimension`, or those proposed for a new one, and empty rows below."""
    stored = {row.pk: row for row in dimension.values.all()} if dimension.pk else {}
    if stored:
        rows = [
            {
                "key": row.pk,
                "name_sq": row.name_sq,
                "name_en": row.name_en,
                "age_from": row.age_from,
                "age_to": row.age_to,
                "codes": row.codes,
            }
            for row in stored.values()
        ]
    else:
        rows = [_proposal(*value) for value in dimension.division.proposed]
    formset = ValueFormSet(data, prefix="values", initial=rows, dimension=dimension, stored=stored)
    formset.extra = 1 if rows else 3
    return formset


def _proposal(albanian, english, holds):
    row = {"name_sq": albanian, "name_en": english}
    if isinstance(holds, tuple):
        return row | {"age_from": holds[0], "age_to": holds[1]}
    return row | {"codes": holds}

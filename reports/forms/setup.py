"""The forms of the set-up: document, outputs, periods, dimensions with their values."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from reports.models import Dimension, Output, ProgrammeDocument, ReportingPeriod
from reports.services.setup import UNKNOWN, codes_of
from shkej.editing import GuardedForm
from shkej.inputs import DayField, ask_for_one_language, prepare_bilingual, say_too_long
from shkej.layout import Bilingual, Fold


class SetupForm(GuardedForm):
    """A form of the set-up: its layout, and no field that cuts off while typing."""

    bilingual = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prepare_bilingual(self, *self.bilingual, rows=3)
        say_too_long(self)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self.layout()

    def layout(self):
        """The fields in the order in which they are thought of."""
        return Layout(*self.fields)

    def clean(self):
        """A first text in at least one language."""
        cleaned = super().clean()
        for name in self.bilingual[:1]:
            ask_for_one_language(self, name, _("Give it in at least one language."))
        return cleaned


class OutputForm(SetupForm):
    """An output: code, title, place in the order."""

    bilingual = ("title",)

    class Meta:
        model = Output
        fields = ["code", "title_sq", "title_en", "position"]
        help_texts = {"code": _("As in the agreement: 1, 1.2 or A.")}

    def layout(self):
        """The code first, as the agreement numbers them."""
        return Layout(
            "seen_at",
            Field("code", wrapper_class="width-10"),
            Bilingual("title"),
            Field("position", wrapper_class="width-5"),
        )


class PeriodForm(SetupForm):
    """A reporting period."""

    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    due_on = DayField(label=_("Due on"), required=False)

    class Meta:
        model = ReportingPeriod
        fields = ["number", "starts_on", "ends_on", "due_on", "is_final"]

    def layout(self):
        """The number, then the days."""
        return Layout(
            "seen_at",
            Field("number", wrapper_class="width-5"),
            Div("starts_on", "ends_on", "due_on", css_class="form-row three"),
            "is_final",
        )

    def clean(self):
        """The days of a period whose report is frozen stay."""
        cleaned = super().clean()
        days = {"starts_on", "ends_on", "number"} & set(self.changed_data)
        frozen = self.instance.pk and self.instance.reports.exclude(frozen_at=None).exists()
        if frozen and days:
            self.add_error(
                "starts_on", _("The report on this period is frozen: its days and number stay.")
            )
        return cleaned


class DocumentForm(SetupForm):
    """What the first page of a report says of the agreement; all of it may stay empty."""

    starts_on = DayField(label=_("First day of the document"), required=False)
    ends_on = DayField(label=_("Last day of the document"), required=False)

    class Meta:
        model = ProgrammeDocument
        exclude = ["project"]  # noqa: DJ006 - every other field is asked for

    def layout(self):
        """The agreement, the people, the money."""
        return Layout(
            "seen_at",
            "kind",
            Div("unicef_office", "unicef_focal_point", css_class="form-row"),
            Div("starts_on", "ends_on", css_class="form-row"),
            Fold(
                _("People"),
                Div("official_name", "official_title", css_class="form-row"),
                Div("official_email", "official_phone", css_class="form-row"),
                Div("focal_name", "focal_title", css_class="form-row"),
                Div("focal_email", "focal_phone", css_class="form-row"),
            ),
            Fold(
                _("Money"),
                Field("currency", wrapper_class="width-5"),
                Div("budget", "unicef_contribution", "funds_received", css_class="form-row three"),
            ),
        )


class DimensionForm(SetupForm):
    """A dimension: its name, and what it divides by."""

    bilingual = ("name",)

    class Meta:
        model = Dimension
        fields = ["name_sq", "name_en", "rule"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["rule"].disabled = True  # its values belong to it

    def layout(self):
        """The name first."""
        return Layout("seen_at", Bilingual("name"), Field("rule", wrapper_class="width-20"))

    def clean(self):
        """A code of its own, from the rule and the name."""
        cleaned = super().clean()
        if not self.instance.code and cleaned.get("rule"):
            others = set(self.instance.project.dimensions.values_list("code", flat=True))
            codes = [cleaned["rule"], *(f"{cleaned['rule']}-{n}" for n in range(2, 100))]
            self.instance.code = next(code for code in codes if code not in others)
        return cleaned


class ValueForm(forms.Form):
    """One value; a row without a name is left out."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name_sq = forms.CharField(label=_("Name (Albanian)"), required=False, max_length=60)
    name_en = forms.CharField(label=_("Name (English)"), required=False, max_length=60)
    age_from = forms.IntegerField(
        label=_("First age"),
        required=False,
        min_value=0,
        max_value=150,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    age_to = forms.IntegerField(
        label=_("Last age"),
        required=False,
        min_value=0,
        max_value=150,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Empty: no upper limit."),
    )
    is_unknown = forms.BooleanField(label=_("For people whose age is not known"), required=False)
    codes = forms.MultipleChoiceField(
        label=_("Holds"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, rule, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = codes_of(rule)
        unused = ["codes"] if rule == Dimension.Rule.AGE else ["age_from", "age_to", "is_unknown"]
        for name in unused:
            del self.fields[name]
        say_too_long(self)


class ValueRows(BaseFormSet):
    """The values of a dimension."""

    def rows(self):
        """The values as `save_dimension` takes them, without the empty lines."""
        found = []
        for form in self.forms:
            data = form.cleaned_data
            if not (data.get("name_sq") or data.get("name_en")):
                continue
            codes = [UNKNOWN] if data.get("is_unknown") else data.get("codes", [])
            ages = {"age_from": data.get("age_from"), "age_to": data.get("age_to")}
            found.append(
                {
                    "id": data.get("id"),
                    "code": self._code(data, codes, ages),
                    "name_sq": data.get("name_sq", ""),
                    "name_en": data.get("name_en", ""),
                    "codes": codes,
                    **(dict.fromkeys(ages) if codes else ages),
                }
            )
        return found

    def _code(self, data, codes, ages):
        """What files call the value: its ages, its one code, or its English name."""
        if len(codes) == 1:
            return codes[0]
        if ages["age_from"] is not None:
            last = ages["age_to"]
            return f"{ages['age_from']}+" if last is None else f"{ages['age_from']}-{last}"
        return slugify(data.get("name_en") or data.get("name_sq"))[:30]


ValueFormSet = formset_factory(ValueForm, formset=ValueRows, extra=2, max_num=40)


def value_rows(data, *, dimension):
    """The values of `dimension`: those that stand there, and two empty lines."""
    stored = [
        {
            "id": value.pk,
            "name_sq": value.name_sq,
            "name_en": value.name_en,
            "age_from": value.age_from,
            "age_to": value.age_to,
            "is_unknown": value.codes == [UNKNOWN],
            "codes": value.codes,
        }
        for value in (dimension.values.all() if dimension.pk else ())
    ]
    return ValueFormSet(data, prefix="values", initial=stored, form_kwargs={"rule": dimension.rule})

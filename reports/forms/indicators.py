"""The form of an indicator: its words, what counts, how, and into which cells."""

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Event
from participants.models import Category
from partners.models import Municipality, Project
from reports.forms.setup import SetupForm
from reports.models import Dimension, Indicator
from shkej.inputs import RowsField
from shkej.layout import Bilingual, Fold

Rule = Indicator.Rule
DIMENSIONS = ("dimension_1", "dimension_2", "dimension_3")


class IndicatorForm(SetupForm):
    """An indicator; what its rule does not use is emptied, so that nothing contradicts it."""

    bilingual = ("title", "definition", "means_of_verification")

    event_kinds = forms.MultipleChoiceField(
        label=_("Types of events"),
        choices=Event.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them."),
    )
    dimension_1 = forms.ModelChoiceField(
        Dimension.objects.none(), label=_("First dimension"), required=False
    )
    dimension_2 = forms.ModelChoiceField(
        Dimension.objects.none(), label=_("Second dimension"), required=False
    )
    dimension_3 = forms.ModelChoiceField(
        Dimension.objects.none(), label=_("Third dimension"), required=False
    )

    class Meta:
        model = Indicator
        fields = [
            "code",
            *("title_sq", "title_en", "definition_sq", "definition_en"),
            *("means_of_verification_sq", "means_of_verification_en"),
            *("position", "unit", "rule", "baseline_v", "baseline_d", "target_v", "target_d"),
            *("event_kinds", "categories", "age_from", "age_to", "other_projects", "locations"),
            *("sessions", "sessions_percent", "counts_unnamed", "numerator", "denominator"),
            *("across_locations", "across_periods", "is_reported"),
        ]
        field_classes = {
            "categories": RowsField,
            "other_projects": RowsField,
            "locations": RowsField,
        }
        widgets = {
            "categories": forms.CheckboxSelectMultiple,
            "other_projects": forms.CheckboxSelectMultiple,
            "locations": forms.SelectMultiple(attrs={"size": 8}),
        }
        help_texts = {
            "categories": _("None chosen: everybody who is counted."),
            "locations": _(
                "None chosen: everywhere, as one figure. UNICEF’s portal asks for each "
                "place by itself."
            ),
            "sessions_percent": _("Of the sessions above; empty: all of them."),
        }

    def __init__(self, *args, project, **kwargs):
        self.project = project
        super().__init__(*args, **kwargs)
        self.fields["categories"].queryset = Category.objects.filter(is_counted=True)
        self.fields["other_projects"].queryset = Project.objects.exclude(pk=project.pk)
        self.fields["locations"].queryset = Municipality.objects.all()
        parts = Indicator.objects.filter(output__project=project).exclude(pk=self.instance.pk)
        parts = parts.exclude(rule__in=[Rule.RATIO, Rule.MANUAL])
        for name in ("numerator", "denominator"):
            self.fields[name].queryset = parts
        for name in ("baseline_d", "target_d", "baseline_v", "position"):
            self.fields[name].required = False
        chosen = self.instance.ordered_dimensions if self.instance.pk else []
        for number, name in enumerate(DIMENSIONS):
            self.fields[name].queryset = project.dimensions.all()
            self.fields[name].empty_label = _("None")
            if number < len(chosen):
                self.initial[name] = chosen[number].pk

    def layout(self):
        """Words, what counts, how, cells; then what is seldom changed."""
        return Layout(
            "seen_at",
            Field("code", wrapper_class="width-10"),
            *(Bilingual(name) for name in self.bilingual[:2]),
            Field("rule", wrapper_class="width-20"),
            Div(
                Field("sessions", wrapper_class="width-10"),
                Field("sessions_percent", wrapper_class="width-10"),
                css_class="form-row rule-completers",
            ),
            Div("numerator", "denominator", css_class="form-row rule-ratio"),
            Fold(
                _("What counts"),
                Div("event_kinds", "categories", css_class="form-row"),
                Div("age_from", "age_to", css_class="form-row"),
                "locations",
                "other_projects",
                "counts_unnamed",
            ),
            Fold(_("Dimensions"), Div(*DIMENSIONS, css_class="form-row three")),
            Fold(
                _("Unit, baseline and target"),
                Field("unit", wrapper_class="width-20"),
                Div("baseline_v", "baseline_d", css_class="form-row"),
                Div("target_v", "target_d", css_class="form-row"),
            ),
            Fold(
                _("In UNICEF’s portal"),
                Div("across_locations", "across_periods", css_class="form-row"),
                Bilingual("means_of_verification"),
                Field("position", wrapper_class="width-5"),
                "is_reported",
            ),
        )

    def clean(self):
        """What the rule needs is there; what it does not use is emptied."""
        cleaned = super().clean()
        rule = cleaned.get("rule")
        if rule != Rule.COMPLETERS:
            cleaned["sessions"] = cleaned["sessions_percent"] = None
        elif not cleaned.get("sessions") and "sessions" not in self.errors:
            self.add_error("sessions", _("Say how many sessions complete the activity."))
        self._clean_ratio(cleaned, rule)
        if rule != Rule.ATTENDANCES:
            cleaned["counts_unnamed"] = False
        if rule not in (Rule.MANUAL, Rule.RATIO):
            cleaned["unit"] = Indicator.Unit.NUMBER
        elif rule == Rule.RATIO and cleaned.get("unit") == Indicator.Unit.NUMBER:
            cleaned["unit"] = Indicator.Unit.PERCENTAGE
        is_number = cleaned.get("unit") == Indicator.Unit.NUMBER
        for name in ("baseline_d", "target_d"):
            default = 1 if is_number else 100
            cleaned[name] = 1 if is_number else cleaned.get(name) or default
        cleaned["baseline_v"] = cleaned.get("baseline_v") or 0
        cleaned["position"] = cleaned.get("position") or 1
        self._clean_dimensions(cleaned, rule)
        return cleaned

    def _clean_ratio(self, cleaned, rule):
        for name in ("numerator", "denominator"):
            if rule != Rule.RATIO:
                cleaned[name] = None
            elif not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("A ratio needs a numerator and a denominator."))

    def _clean_dimensions(self, cleaned, rule):
        chosen = [cleaned.get(name) for name in DIMENSIONS if cleaned.get(name)]
        if len(set(chosen)) < len(chosen):
            self.add_error("dimension_2", _("Choose each dimension once."))
        about_people = [row for row in chosen if row.rule != Dimension.Rule.EVENT_KIND]
        if rule == Rule.EVENTS and about_people:
            self.add_error("dimension_1", _("Events can be divided by their type only."))

    @property
    def dimensions(self):
        """The chosen dimensions in order, once the form is valid."""
        return [self.cleaned_data[name] for name in DIMENSIONS if self.cleaned_data.get(name)]

"""The form of an indicator, its fields in the order in which a coordinator thinks."""

from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Event
from participants.models.people import OLDEST_AGE
from partners.models import Project
from reports.models import Dimension, Indicator, IndicatorDimension
from reports.models.rules import RULES
from reports.models.scope import reported_projects
from reports.unicef.setup.forms.shared import SetupForm
from shkej.lib.bilingual import sides
from shkej.lib.forms.inputs import RowsField, long_title, prepare_bilingual
from shkej.lib.forms.layout import Bilingual, Fold

TEXTS = ("title", "definition", "means_of_verification")
SEVERAL = ("categories", "other_projects", "locations")
DIMENSIONS = [f"dimension_{number}" for number in range(1, IndicatorDimension.MOST + 1)]
NUMBERS = {
    "age_from": (0, OLDEST_AGE),
    "age_to": (0, OLDEST_AGE),
    "sessions": (1, 1000),
    "sessions_percent": (1, 100),
    "baseline_v": (0, 99_999_999),
    "baseline_d": (1, 99_999_999),
    "target_v": (0, 99_999_999),
    "target_d": (1, 99_999_999),
    "position": (0, 999),
}


class IndicatorForm(SetupForm):
    """An indicator of one output; `save_indicator` writes it with `chosen_dimensions`."""

    owner = "output"
    places = {
        "indicator_code_unique": "code",
        "indicator_has_title": "title_sq",
        "indicator_ages_in_order": "age_to",
        "indicator_age_plausible": "age_to",
        "indicator_denominators_positive": "target_d",
        "indicator_number_has_no_denominator": "target_d",
        "indicator_completers_have_sessions": "sessions",
        "indicator_percent_of_sessions": "sessions_percent",
        "indicator_ratio_has_parts": "numerator",
        "indicator_unit_fits_rule": "unit",
        "indicator_only_attendances_unnamed": "counts_unnamed",
    }
    event_kinds = forms.MultipleChoiceField(
        label=_("Event types"),
        help_text=_("Nothing chosen means all."),
        choices=Event.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Indicator
        fields = [
            "code",
            *sides(*TEXTS),
            "event_kinds",
            "categories",
            "age_from",
            "age_to",
            "other_projects",
            "locations",
            "rule",
            "counts_unnamed",
            "sessions",
            "sessions_percent",
            "numerator",
            "denominator",
            "unit",
            "baseline_v",
            "baseline_d",
            "target_v",
            "target_d",
            "across_locations",
            "across_periods",
            "position",
            "is_reported",
        ]
        field_classes = dict.fromkeys(SEVERAL, RowsField)
        widgets = dict.fromkeys(SEVERAL, forms.CheckboxSelectMultiple)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        prepare_bilingual(self, *TEXTS, needed=["title"], rows=3)
        long_title(self, "title")
        self.project = self.instance.output.project
        for name, (lowest, highest) in NUMBERS.items():
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label,
                help_text=self.fields[name].help_text,
                required=name == "position",
                min_value=lowest,
                max_value=highest,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
        self._offer_rows(user)
        self._offer_dimensions()
        self._help()
        self.helper.layout = self._layout()

    def _offer_rows(self, user):
        others = reported_projects(user, "reports.change_indicator")
        if self.instance.pk:
            chosen = self.instance.other_projects.order_by().values("pk")
            others = others | Project.objects.filter(pk__in=chosen)
        self.fields["other_projects"].queryset = others.exclude(pk=self.project.pk).distinct()
        parts = Indicator.objects.filter(output__project=self.project)
        parts = parts.counting_themselves().exclude(pk=self.instance.pk)
        for name in ("numerator", "denominator"):
            self.fields[name].queryset = parts
            self.fields[name].empty_label = _("None")

    def _offer_dimensions(self):
        stored = self.instance.ordered_dimensions if self.instance.pk else []
        labels = [_("First dimension"), _("Second dimension"), _("Third dimension")]
        for number, name in enumerate(DIMENSIONS):
            self.fields[name] = forms.ModelChoiceField(
                Dimension.objects.filter(project=self.project),
                label=labels[number],
                required=False,
                empty_label=_("None"),
            )
            if number < len(stored):
                self.initial[name] = stored[number].pk

    @property
    def rules(self):
        """The rules to choose from, for the page that explains them."""
        return RULES.values()

    def _help(self):
        for name in SEVERAL[:1]:
            self.fields[name].help_text = _("Nothing chosen means all.")
        self.fields["code"].help_text = _("As in the agreement, for example 2.3.")
        self.fields["title_en"].help_text = _("Word for word as in UNICEF’s portal.")
        self.fields["other_projects"].help_text = _(
            "Their events count here as well as those of this project."
        )
        self.fields["locations"].help_text = _(
            "Each has its own figures, as in UNICEF’s portal. Nothing chosen means everywhere, "
            "in one figure."
        )
        self.fields["sessions"].help_text = _("Only for people who completed.")
        self.fields["sessions_percent"].help_text = _(
            "Of so many sessions this part is enough. Leave it empty where all are needed."
        )
        for name in ("baseline_d", "target_d"):
            self.fields[name].help_text = _("Only of percentages and ratios.")

    def _layout(self):
        parts = Fold(
            _("For people who completed, ratios and the unnamed"),
            Div("sessions", "sessions_percent", css_class="form-row"),
            Field("numerator", wrapper_class="width-20"),
            Field("denominator", wrapper_class="width-20"),
            "counts_unnamed",
            is_open=self._has("sessions", "numerator", "counts_unnamed"),
        )
        return Layout(
            "seen_at",
            Field("code", wrapper_class="width-5"),
            Bilingual("title"),
            Bilingual("definition"),
            self._selection(),
            Field("rule", wrapper_class="width-20"),
            HTML('{% include "reports/unicef/setup/partials/rules.html" %}'),
            parts,
            Fieldset(
                _("Unit, baseline and target"),
                Field("unit", wrapper_class="width-10"),
                Div("baseline_v", "baseline_d", css_class="form-row"),
                Div("target_v", "target_d", css_class="form-row"),
            ),
            Fieldset(
                _("How UNICEF’s portal adds up"),
                Div("across_locations", "across_periods", css_class="form-row"),
            ),
            Fieldset(_("Divided by, in this order"), *DIMENSIONS),
            Fold(
                _("More about the indicator"),
                Bilingual("means_of_verification"),
                Field("position", wrapper_class="width-5"),
                is_open=self._has("means_of_verification_sq", "means_of_verification_en"),
            ),
            "is_reported",
        )

    def _selection(self):
        return Fieldset(
            _("What counts"),
            Fold(_("Event types"), "event_kinds", is_open=self._has("event_kinds")),
            Fold(
                _("Who: what they attend as, and their ages"),
                "categories",
                Div("age_from", "age_to", css_class="form-row"),
                is_open=self._has("categories", "age_from", "age_to"),
            ),
            Fold(
                _("Municipalities"),
                Field("locations", wrapper_class="choices-columns"),
                is_open=self._has("locations"),
            ),
            Fold(
                _("Events of other projects"), "other_projects", is_open=self._has("other_projects")
            ),
        )

    def _has(self, *names):
        return any(self[name].value() for name in names)

    @property
    def chosen_dimensions(self):
        """The dimensions in their order, once the form is valid; gaps between them close."""
        chosen = [self.cleaned_data.get(name) for name in DIMENSIONS]
        return [dimension for dimension in chosen if dimension]

    def clean(self):
        """Empty denominators are 1; what belongs to another rule is told at its field."""
        cleaned = super().clean()
        for name, empty in (("baseline_v", 0), ("baseline_d", 1), ("target_d", 1)):
            if name in cleaned and cleaned[name] is None:
                cleaned[name] = empty
        rule = RULES.get(cleaned.get("rule"))
        if rule:
            self._check_rule(cleaned, rule)
        self._check_denominators(cleaned)
        seen = set()
        for name in DIMENSIONS:
            dimension = cleaned.get(name)
            if dimension in seen:
                self.add_error(name, _("Each dimension can be chosen once."))
            elif dimension:
                seen.add(dimension)
                if rule and rule.of_events and not dimension.division.event:
                    self.add_error(
                        name,
                        _(
                            "Events have no sex, age or disability: divide them by the type of the "
                            "event."
                        ),
                    )
        return cleaned

    def _check_rule(self, cleaned, rule):
        """What belongs to other rules is empty; of a ratio both parts are there."""
        for other in RULES.values():
            for name in other.fields if other.refusal else ():
                if name not in rule.fields and cleaned.get(name) is not None:
                    self.add_error(name, other.refusal)
        for name in rule.fields if rule.is_divided else ():
            if name in cleaned and not cleaned[name]:
                self.add_error(name, _("A ratio needs a numerator and a denominator."))

    def _check_denominators(self, cleaned):
        if cleaned.get("unit") == Indicator.Unit.NUMBER:
            for name in ("baseline_d", "target_d"):
                if cleaned.get(name, 1) != 1:
                    self.add_error(name, _("Only percentages and ratios have a denominator."))

"""What can be asked of the reports, kept in the address."""

from datetime import date, datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format, localize_input
from django.utils.translation import gettext_lazy as _

from events.models import Centre
from partners.models import Project
from reports.attendance.question import ReportQuestion
from reports.counting import DIMENSIONS, DISABILITIES, SEXES, VIEW, Period
from reports.counting.drill_down import Selection
from shkej.lib.dates import YEARS, quarter_of, today
from shkej.lib.forms.inputs import DayField

PERIODS = [
    ("this_quarter", _("This quarter")),
    ("last_quarter", _("Last quarter")),
    ("this_year", _("This year")),
    ("last_year", _("Last year")),
    ("custom", _("Other days")),
]
QUICK = {code for code, _label in PERIODS if code != "custom"}


def days_of(choice, day):
    """The first and the last day of a quick choice, seen from `day`."""
    first_of_quarter = quarter_of(day)[0]
    year = day.year - (choice == "last_year")
    return {
        "this_quarter": quarter_of(day),
        "last_quarter": quarter_of(first_of_quarter - timedelta(days=1)),
    }.get(choice, (date(year, 1, 1), date(year, 12, 31)))


def _localised(day):
    return localize_input(day, get_format("DATE_INPUT_FORMATS")[0])


def _as_typed(text):
    """A day from an address, as the reader would type it; anything else stays what it is."""
    try:
        return _localised(datetime.strptime(text, "%Y-%m-%d").date())
    except ValueError:
        return text


class QuestionForm(forms.Form):
    """Project, centre and period; nothing chosen asks for all, and this quarter."""

    project = forms.ModelChoiceField(
        Project.objects.none(),
        label=_("Project"),
        required=False,
        to_field_name="code",
        empty_label=_("All projects"),
    )
    centre = forms.ModelChoiceField(
        Centre.objects.none(),
        label=_("Centre"),
        required=False,
        to_field_name="code",
        empty_label=_("All centres"),
    )
    period = forms.ChoiceField(
        label=_("Period"),
        required=False,
        choices=PERIODS,
        widget=forms.RadioSelect,
    )
    start = DayField(label=_("First day"), required=False)
    end = DayField(label=_("Last day"), required=False)

    def __init__(self, data, *, user, permission=VIEW, **kwargs):
        data = data.copy()
        if not data.get("period"):
            data["period"] = "custom" if data.get("start") or data.get("end") else "this_quarter"
        if data["period"] in QUICK:
            for name, day in zip(("start", "end"), days_of(data["period"], today()), strict=True):
                data[name] = _localised(day)
        else:
            for name in ("start", "end"):
                data[name] = _as_typed(data.get(name, ""))
        super().__init__(data, **kwargs)
        self.fields["project"].queryset = Project.objects.visible_to(user)
        centres = self.fields["centre"]
        centres.queryset = Centre.objects.visible_to(user, permission)
        if not 1 < centres.queryset.count() == Centre.objects.count():
            centres.empty_label = _("All my centres")

    def clean(self):
        """Ask for both days, in order."""
        cleaned = super().clean()
        for name, message in (
            ("start", _("Enter the first day of the period.")),
            ("end", _("Enter the last day of the period.")),
        ):
            if name in cleaned:
                self._check_day(name, cleaned[name], message)
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("The last day cannot be before the first day."))
        return cleaned

    def _check_day(self, name, day, message):
        if day is None:
            self.add_error(name, message)
        elif day.year not in YEARS:
            self.add_error(
                name,
                ValidationError(
                    _("Enter a year from %(first)s to %(last)s."),
                    params={"first": YEARS[0], "last": YEARS[-1]},
                ),
            )

    @property
    def question(self):
        """What was asked, once the form is valid."""
        cleaned = self.cleaned_data
        period = Period(cleaned["start"], cleaned["end"])
        return ReportQuestion(cleaned["project"], cleaned["centre"], period)


class SelectionForm(forms.Form):
    """One figure, and which cells of it."""

    figure = forms.ChoiceField(required=False)
    category = forms.ChoiceField(required=False)
    sex = forms.ChoiceField(required=False, choices=[(code, code) for code in SEXES])
    age_band = forms.ChoiceField(required=False)
    disability = forms.ChoiceField(required=False, choices=[(code, code) for code in DISABILITIES])

    def __init__(self, data, *, figures, categories, bands, **kwargs):
        super().__init__(data, **kwargs)
        self.categories = categories
        self.fields["figure"].choices = [(figure, figure) for figure in figures]
        self.fields["category"].choices = [(category.code, "") for category in categories]
        self.fields["age_band"].choices = [(code, code) for code in bands.codes]

    @property
    def chosen(self):
        """{dimension: code} of what was asked for, once the form is valid."""
        return {name: self.cleaned_data[name] for name in DIMENSIONS if self.cleaned_data[name]}

    @property
    def selection(self):
        """The cells, once the form is valid."""
        return Selection(**self.chosen)

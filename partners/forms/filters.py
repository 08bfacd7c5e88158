"""The filters of the lists; each is kept in the address."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import Municipality, Organisation, Programme
from shkej.lib.dates import today

ALL = _("All")


class FilterForm(forms.Form):
    """A search by words, and what a list adds to it."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)

    def filter(self, rows):
        """Those of `rows` that meet each filter in use; a wrong one is left out and shown."""
        self.is_valid()
        for name, value in self.cleaned_data.items():
            if value and name != "q":
                rows = self.narrow(rows, name, value)
        return rows.search(self.cleaned_data.get("q", ""))

    def narrow(self, rows, name, value):
        """Those of `rows` whose column `name` is `value`."""
        return rows.filter(**{name: value})

    @property
    def in_use(self):
        """How many filters are in use."""
        return sum(1 for value in self.cleaned_data.values() if value)


class OrganisationFilterForm(FilterForm):
    """Organisations by kind, municipality and state."""

    kind = forms.ChoiceField(
        label=_("Type of organisation"),
        required=False,
        choices=[("", ALL), *Organisation.Kind.choices],
    )
    municipality = forms.ModelChoiceField(
        label=_("Municipality"),
        required=False,
        queryset=Municipality.objects.all(),
        empty_label=ALL,
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", ALL),
            ("active", _("We work with them")),
            ("inactive", _("No longer active")),
            ("incomplete", _("To be completed")),
        ],
    )

    def narrow(self, rows, name, value):
        """The state stands for three columns."""
        if name != "state":
            return super().narrow(rows, name, value)
        conditions = {
            "active": Q(is_active=True),
            "inactive": Q(is_active=False),
            "incomplete": Q(needs_completion=True),
        }
        return rows.filter(conditions[value])


class ProgrammeFilterForm(FilterForm):
    """Programmes by title only: they are few."""


class ProjectFilterForm(FilterForm):
    """Projects by programme, organisation and whether they run today."""

    programme = forms.ModelChoiceField(
        label=_("Programme"), required=False, queryset=None, empty_label=ALL
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), required=False, queryset=None, empty_label=ALL
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", ALL),
            ("running", _("Running")),
            ("coming", _("Not begun yet")),
            ("ended", _("Ended")),
            ("incomplete", _("To be completed")),
        ],
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.visible_to(user)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(user)

    def narrow(self, rows, name, value):
        """The state is worked out from today's date; organisations stand in another table."""
        if name == "organisation":
            return rows.filter(pk__in=value.project_parts.values("project"))
        if name != "state":
            return super().narrow(rows, name, value)
        begun = Q(starts_on=None) | Q(starts_on__lte=today())
        ended = Q(ends_on__lt=today())
        conditions = {
            "running": begun & ~ended,
            "coming": ~begun,
            "ended": ended,
            "incomplete": Q(needs_completion=True),
        }
        return rows.filter(conditions[value])

"""The filters of the lists; each is kept in the address."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import Municipality, Organisation, Programme
from shkej.lib.dates import today
from shkej.lib.forms.filters import ALL, FilterForm, choices


class WordsFilterForm(FilterForm):
    """A search by words, and what a list adds to it."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)


class OrganisationFilterForm(WordsFilterForm):
    """Organisations by kind, municipality and state."""

    kind = forms.ChoiceField(
        label=_("Type of organisation"),
        required=False,
        choices=choices(Organisation.Kind.choices),
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
        choices=choices(
            [
                ("active", _("We work with them")),
                ("inactive", _("No longer active")),
                ("incomplete", _("To be completed")),
            ]
        ),
    )

    def filter_state(self, rows, state):
        conditions = {
            "active": Q(is_active=True),
            "inactive": Q(is_active=False),
            "incomplete": Q(needs_completion=True),
        }
        return rows.filter(conditions[state])


class ProgrammeFilterForm(WordsFilterForm):
    """Programmes by title only: they are few."""


class ProjectFilterForm(WordsFilterForm):
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
        choices=choices(
            [
                ("running", _("Running")),
                ("coming", _("Not begun yet")),
                ("ended", _("Ended")),
                ("incomplete", _("To be completed")),
            ]
        ),
    )

    def offer(self, user):
        self.fields["programme"].queryset = Programme.objects.visible_to(user)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(user)

    def filter_organisation(self, rows, organisation):
        return rows.filter(pk__in=organisation.project_parts.values("project"))

    def filter_state(self, rows, state):
        begun = Q(starts_on=None) | Q(starts_on__lte=today())
        ended = Q(ends_on__lt=today())
        conditions = {
            "running": begun & ~ended,
            "coming": ~begun,
            "ended": ended,
            "incomplete": Q(needs_completion=True),
        }
        return rows.filter(conditions[state])

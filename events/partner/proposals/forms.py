"""The forms of a proposed event: the partner's own, and the two answers of a coordinator."""

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.models import Centre, EventProposal
from events.models.proposals import LONGEST_NOTE
from shkej.lib.bilingual import sides
from shkej.lib.dates import local_moment
from shkej.lib.forms.inputs import (
    DAY_TYPED,
    ClockField,
    DayField,
    IdsField,
    ask_for_one_language,
    prepare_bilingual,
    say_too_long,
)
from shkej.lib.forms.layout import Bilingual, inner_helper

TEXTS = ["title", "venue"]


class ProposalForm(forms.ModelForm):
    """What, when and where; for which organisation only where there are several."""

    date = DayField(label=_("Date"), help_text=DAY_TYPED)
    start_time = ClockField(
        label=_("Start time"),
        help_text=_("For example 14:30 or 14.30"),
        error_messages={"required": _("Enter the start time.")},
    )
    end_time = ClockField(
        label=_("End time"), required=False, help_text=_("Leave empty when it is not known.")
    )
    last_day = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Only where it goes on for more than one day."),
    )

    class Meta:
        model = EventProposal
        fields = [
            "organisation",
            *sides(*TEXTS),
            "kind",
            "note",
        ]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        prepare_bilingual(self, *TEXTS, needed=TEXTS)
        say_too_long(self)
        if len(organisations) == 1:
            self.instance.organisation = organisations[0]
            del self.fields["organisation"]
        else:
            field = self.fields["organisation"]
            field.queryset = organisations
            field.empty_label = _("Choose an organisation")
        self.helper = inner_helper(
            *[name for name in ["organisation"] if name in self.fields],
            Bilingual("title"),
            Div("date", "start_time", "end_time", css_class="form-row three"),
            Div("kind", "last_day", css_class="form-row"),
            Bilingual("venue"),
            "note",
        )

    def clean(self):
        """Work out the moments, and say at the field what cannot be."""
        data = super().clean()
        ask_for_one_language(self, "title", _("Give the title in at least one language."))
        ask_for_one_language(self, "venue", _("Say in at least one language where it takes place."))
        if not self.errors.keys() & {"date", "start_time", "end_time", "last_day"}:
            self._clean_moments(data)
        return data

    def _clean_moments(self, data):
        """Set start and end of the proposal from days and times."""
        proposal, date = self.instance, data["date"]
        end, last_day = data.get("end_time"), data.get("last_day")
        if last_day and last_day < date:
            return self.add_error("last_day", _("The last day cannot be before the first."))
        if last_day and last_day > date and not end:
            return self.add_error("end_time", _("Enter the time at which the last day ends."))
        proposal.starts_at = self._moment("date", "start_time", date, data["start_time"])
        proposal.ends_at = None
        if end:
            day_field = "last_day" if last_day else "date"
            proposal.ends_at = self._moment(day_field, "end_time", last_day or date, end)
        if proposal.starts_at and proposal.ends_at and proposal.ends_at <= proposal.starts_at:
            self.add_error("end_time", _("The end must come after the start."))
        return None

    def _moment(self, day_field, field, day, clock):
        try:
            return local_moment(day, clock)
        except ValidationError as error:
            self.add_error(day_field if error.code == "year_out_of_range" else field, error)
            return None


class AcceptForm(forms.Form):
    """Under which centre the event is."""

    use_required_attribute = False
    centre = forms.ModelChoiceField(
        Centre.objects.none(),
        label=_("Centre"),
        empty_label=_("Choose a centre"),
        help_text=_("Its staff can change the event. They keep no register for it."),
    )
    other_than = IdsField()  # asked only where it looks like an event that is logged

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["centre"]
        field.queryset = Centre.objects.visible_to(user, "events.add_event")
        centres = list(field.queryset[:2])
        if len(centres) == 1:
            self.initial["centre"], field.empty_label = centres[0].pk, None


class DeclineForm(forms.Form):
    """Why the event does not go into the shared calendar."""

    reason = forms.CharField(
        label=_("Why is it declined?"),
        help_text=_("The organisation reads this. No names of children or families."),
        max_length=LONGEST_NOTE,
        error_messages={"required": _("Say why the event is declined.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_too_long(self)

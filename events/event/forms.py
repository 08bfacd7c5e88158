"""The form of an event: a title and a date suffice, the rest is one fold away."""

from crispy_forms.layout import HTML, Div
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.event.moments import MomentsMixin, times_of
from events.lib.publicity import AsksBeforePublic, has_children
from events.lib.related_rows import SEVERAL, check_volunteers, offer_related
from events.models import Centre, Event
from events.register.recorded.rules import HasMarks, check_move
from events.register.state import check_can_be_held
from shkej.lib.bilingual import sides
from shkej.lib.dates import today
from shkej.lib.forms.editing import moment_seen
from shkej.lib.forms.inputs import (
    DAY_TYPED,
    ClockField,
    DayField,
    IdsField,
    RowsField,
    ask_for_one_language,
    prepare_bilingual,
)
from shkej.lib.forms.layout import Bilingual, Fold, inner_helper

TEXTS = ["title", "venue", "aim", "results", "next_steps"]
MOST_PLACES = 100_000
BY_DATE = "by_date"


class EventForm(AsksBeforePublic, MomentsMixin, forms.ModelForm):
    """Everything about one event but its organisations and quotes (see `rows.py`)."""

    date = DayField(label=_("Date"), help_text=DAY_TYPED)
    start_time = ClockField(
        label=_("Start time"), required=False, help_text=_("Leave empty when it is not known.")
    )
    end_time = ClockField(
        label=_("End time"), required=False, help_text=_("For example 14:30 or 14.30")
    )
    last_day = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Only where it goes on for more than one day."),
    )
    status = forms.ChoiceField(label=_("Status"))
    capacity = forms.IntegerField(
        label=_("Capacity"),
        required=False,
        min_value=1,
        max_value=MOST_PLACES,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value"],
            _("Enter a whole number from 1 to 100,000, or leave it empty."),
        ),
    )
    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)
    # Asked only where the meeting has marks (partials/event_slip.html).
    is_slip = forms.BooleanField(required=False)
    slip_reason = forms.CharField(label=_("How do you know?"), required=False)
    # Asked only where a closed register was counted for what changes (event_correction.html).
    correction_reason = forms.CharField(label=_("Why is it corrected?"), required=False)
    # Which events it is not; asked only where it looks like one (lib/partials/logged_already.html).
    other_than = IdsField()

    class Meta:
        model = Event
        fields = [
            *sides(*TEXTS),
            "centre",
            "municipality",
            "kind",
            "status",
            "topics",
            "projects",
            "volunteers",
            "visibility",
            "is_sensitive",
            "capacity",
        ]
        field_classes = dict.fromkeys(SEVERAL, RowsField)
        widgets = dict.fromkeys(SEVERAL, forms.CheckboxSelectMultiple)

    def __init__(self, *args, user, permission, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered_centres = Centre.objects.visible_to(user, permission)
        prepare_bilingual(self, *TEXTS, needed=["title"])
        self.fields["municipality"].empty_label = _("As the centre")
        self._offer_centres()
        offer_related(self, user, self.offered_centres)
        self._offer_statuses()
        self._set_initial()
        if self.is_bound:
            self._fill_in_what_was_left_out()
        stored = Event.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None
        self.ask_before_public(stored)
        self._lay_out()

    def children_come(self, event):
        """Whether any are on its register, and it is still ahead: later nobody waits for them."""
        return event.starts_on >= today() and has_children([event])

    def _offer_centres(self):
        field = self.fields["centre"]
        field.queryset = self.offered_centres
        field.empty_label = _("Choose a centre")
        if self.instance.pk is None:
            centres = list(self.offered_centres[:2])
            if len(centres) == 1:
                self.initial["centre"], field.empty_label = centres[0].pk, None

    def _offer_statuses(self):
        statuses = [Event.Status.PLANNED, Event.Status.HELD]
        if self.instance.pk:
            statuses = list(dict.fromkeys([*statuses, Event.Status(self.instance.status)]))
        choices = [(status.value, status.label) for status in statuses]
        field = self.fields["status"]
        if not self.instance.pk:
            choices.insert(0, (BY_DATE, _("By the date")))
            field.help_text = _("By the date: held when it is past, planned when it is ahead.")
        field.choices = choices

    def _set_initial(self):
        event = self.instance
        if not event.pk:
            self.initial["status"] = BY_DATE
            self.initial["date"] = self.initial.get("date") or today()
            return
        self.initial.update(seen_at=moment_seen(event), **times_of(event))

    def _fill_in_what_was_left_out(self):
        """A title and a date are enough: the rest is as the page offers it at first."""
        self.data = self.data.copy()
        for name in ("centre", "kind", "status", "visibility"):
            if not self.data.get(name):
                self.data[name] = self.get_initial_for_field(self.fields[name], name) or ""

    def _lay_out(self):
        self.helper = inner_helper(
            "seen_at",
            Bilingual("title"),
            Div("date", "start_time", "end_time", css_class="form-row three"),
            Div("centre", "kind", css_class="form-row"),
            Fold(
                _("Place, status and days"),
                Bilingual("venue"),
                Div("municipality", "capacity", css_class="form-row"),
                Div("status", "last_day", css_class="form-row"),
            ),
            Fold(_("Projects and topics"), Div("projects", "topics", css_class="form-row")),
            Fold(
                _("Aim, results and next steps"),
                HTML('{% include "components/no_case_details.html" %}'),
                Bilingual("aim"),
                Bilingual("results"),
                Bilingual("next_steps"),
            ),
            self.who_sees_it(),
        )

    def clean(self):
        """Work out moments and status, and say at the field what cannot be."""
        data = super().clean()
        ask_for_one_language(self, "title", _("Give the title in at least one language."))
        if not self.errors.keys() & {"date", "start_time", "end_time", "last_day"}:
            self.clean_moments(data)
        if data.get("date") and not self.errors.keys() & {"date", "start_time"}:
            data["status"] = self._clean_status(data)
        elif data.get("status") == BY_DATE:
            data["status"] = self.instance.status  # the date is asked for, nothing else
        check_volunteers(self, data.get("centre"))
        self.check_public(data)
        return data

    def _clean_status(self, data):
        """The status chosen, else the one that follows from the date."""
        event, status = self.instance, data.get("status")
        if event.starts_at is None:
            return event.status if status == BY_DATE else status
        if status == BY_DATE:
            return Event.Status.HELD if event.has_started else Event.Status.PLANNED
        if event.pk and self._carries_marks_ahead():
            return status
        if status == Event.Status.HELD:
            try:
                check_can_be_held(event)
            except ValidationError as refusal:
                self.add_error("status", refusal)
        return status

    def _carries_marks_ahead(self):
        """Whether people are marked whom a new day would put into the future; said at the date."""
        try:
            check_move(Event.objects.get(pk=self.instance.pk), self.instance, reason="")
        except HasMarks as refusal:
            if refusal.code == "ahead":
                self.add_error("date", refusal)
                return True
        return False

    @property
    def slip(self):
        """Why only the date or the centre was written wrongly; None where nobody said so."""
        return self.cleaned_data["slip_reason"] if self.cleaned_data["is_slip"] else None

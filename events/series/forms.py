"""The forms of a series: its rule with a look at the dates, its members, the grid's cells."""

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from events.lib.publicity import AsksBeforePublic, children_are_members
from events.lib.related_rows import SEVERAL, check_volunteers, offer_related
from events.models import Centre, Event, Series
from events.models.recurrence import Position, Recurrence, Repeats
from events.series.plan import plan_change, plan_new
from events.series.twins import find_twins
from participants.finding.picking import NEW
from shkej.lib.bilingual import sides
from shkej.lib.dates import today
from shkej.lib.forms.editing import GuardedRowForm, moment_seen
from shkej.lib.forms.inputs import (
    ClockField,
    DayField,
    RowsField,
    ask_for_one_language,
    prepare_bilingual,
)
from shkej.lib.forms.layout import Bilingual, Fold, inner_helper

TEXTS = ["title", "venue"]


class SeriesForm(AsksBeforePublic, forms.ModelForm):
    """A group: when it meets, and what each of its events has at first.

    The dates are looked at before anything is saved: `shown` holds for which answers they were.
    """

    first_event = forms.ModelChoiceField(
        Event.objects.none(),
        label=_("Change from"),
        help_text=_("This meeting and all later ones change; those before it stay."),
        empty_label=None,
    )
    first_event.iterator = ModelChoiceIterator  # by time
    repeats = forms.ChoiceField(
        label=_("Repeats"), choices=Repeats.choices, widget=forms.RadioSelect
    )
    position = forms.TypedChoiceField(
        label=_("Which one of the month"),
        help_text=_("Only for a group that meets every month."),
        choices=Position.choices,
        coerce=int,
        required=False,
        empty_value=None,
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays"),
        choices=[(number, name) for number, name in WEEKDAYS.items()],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one weekday.")},
    )
    start_time = ClockField(label=_("Start time"), help_text=_("For example 14:30 or 14.30"))
    end_time = ClockField(
        label=_("End time"), required=False, help_text=_("For example 14:30 or 14.30")
    )
    starts_on = DayField(
        label=_("First day"), help_text=_("The group meets on this day at the earliest.")
    )
    ends_on = DayField(label=_("Last day"), help_text=_("Two years after the first at the latest."))
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Series
        fields = [
            *sides(*TEXTS),
            *("centre", "kind", "starts_on", "ends_on", "start_time", "end_time"),
            *("municipality", "skips_holidays", "category", "topics", "projects", "volunteers"),
            *("visibility", "is_sensitive"),
        ]
        field_classes = dict.fromkeys(SEVERAL, RowsField)
        widgets = dict.fromkeys(SEVERAL, forms.CheckboxSelectMultiple)
        help_texts = {"skips_holidays": _("The group does not meet on Albania’s days off.")}

    def __init__(self, *args, user, permission, from_event=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_new = self.instance.pk is None
        # A copy as it stands: the form writes its answers into `instance`.
        self.old = None if self.is_new else Series.objects.get(pk=self.instance.pk)
        self.offered_centres = Centre.objects.visible_to(user, permission)
        prepare_bilingual(self, *TEXTS, needed=["title"])
        self.fields["weekdays"].choices = [
            (number, capfirst(str(name))) for number, name in WEEKDAYS.items()
        ]
        self.fields["municipality"].empty_label = _("As the centre")
        self.fields["category"].empty_label = _("As each of them usually does")
        offer_related(self, user, self.offered_centres)
        if self.is_new:
            self._prepare_new()
        else:
            self._prepare_change(from_event)
        self.ask_before_public(self.old)
        self._lay_out()

    def children_come(self, series):
        """Whether any are its members, or on the register of one of its meetings."""
        return children_are_members(series)

    def _prepare_new(self):
        field = self.fields["centre"]
        field.queryset, field.empty_label = self.offered_centres, _("Choose a centre")
        centres = list(self.offered_centres[:2])
        if len(centres) == 1:
            self.initial["centre"], field.empty_label = centres[0].pk, None
        self.initial.setdefault("repeats", Repeats.WEEKLY.value)
        del self.fields["first_event"]

    def _prepare_change(self, from_event):
        del self.fields["centre"], self.fields["starts_on"]
        ahead = self.old.events.untouched().exclude(series_day=None).order_by("starts_at")
        field = self.fields["first_event"]
        field.queryset = ahead
        field.label_from_instance = _when
        chosen = ahead.filter(pk=from_event).first() or ahead.first()
        if chosen is None:  # all are over: the series can still be prolonged
            del self.fields["first_event"]
        else:
            self.initial["first_event"] = chosen.pk
        recurrence = self.old.recurrence
        self.initial |= {
            "repeats": recurrence.repeats,
            "weekdays": list(recurrence.weekdays),
            "position": recurrence.position,
            "seen_at": moment_seen(self.old),
        }

    def _lay_out(self):
        has = self.fields.__contains__
        self.helper = inner_helper()
        days = [name for name in ("starts_on", "ends_on") if has(name)]
        first = [Field(name, wrapper_class="width-20") for name in ["first_event"] if has(name)]
        self.helper.layout = Layout(
            "shown",
            "seen_at",
            *first,
            Bilingual("title"),
            Div(
                Field("repeats", wrapper_class="choices-row"),
                Field("weekdays", wrapper_class="choices-row"),
                Field("position", wrapper_class="width-20 of-the-month"),
                css_class="series-rule",
            ),
            Div("start_time", "end_time", css_class="form-row"),
            Div(*days, css_class="form-row"),
            "skips_holidays",
            Div(*[name for name in ("centre", "kind") if has(name)], css_class="form-row"),
            Fold(
                _("Place, and as what members attend"),
                Bilingual("venue"),
                Div("municipality", "category", css_class="form-row"),
            ),
            Fold(_("Projects and topics"), Div("projects", "topics", css_class="form-row")),
            self.who_sees_it(),
        )

    def clean(self):
        """Write the rule, and say at the field what cannot be."""
        data = super().clean()
        ask_for_one_language(self, "title", _("Give the title in at least one language."))
        if data.get("weekdays") and data.get("repeats"):
            is_monthly = data["repeats"] == Repeats.MONTHLY
            position = (data.get("position") or Position.FIRST.value) if is_monthly else None
            weekdays = tuple(sorted(data["weekdays"]))
            self.instance.rule = Recurrence(data["repeats"], weekdays, position).rule
        start, end = data.get("start_time"), data.get("end_time")
        if start and end and end <= start:
            self.add_error("end_time", _("The end cannot be before the start."))
        first, last = data.get("starts_on") or self.instance.starts_on, data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The end cannot be before the start."))
        if self.is_new:
            self.instance.counts_from = data.get("starts_on")
        check_volunteers(self, data.get("centre") or (self.old and self.old.centre))
        self.check_public(data)
        return data

    @property
    def left_out(self):
        """The days that are ticked to be left out; at first those left out so far."""
        if not self.data.get("shown"):
            return set() if self.is_new else self._left_out_so_far()
        return {day for text in self.data.getlist("left_out") if (day := _day(text))}

    def _left_out_so_far(self):
        return set(self.old.exceptions.values_list("day", flat=True))

    @property
    def chosen_event(self):
        """The first of the meetings that change."""
        return self.cleaned_data.get("first_event")

    def plan(self):
        """What saving would do; ValidationError where it cannot be.

        Sets `twins`: the ids of events that may be one of these meetings.
        """
        if self.is_new:
            plan = plan_new(self.instance, left_out=self.left_out)
        else:
            plan = plan_change(
                self.old, self.instance, first_event=self.chosen_event, left_out=self.left_out
            )
        self.twins = find_twins(self.instance, plan)
        return plan

    @property
    def signature(self):
        """What the dates depend on, and what is on them already, in one text; after `plan`."""
        series, event = self.instance, self.chosen_event
        parts = [series.rule, series.starts_on, series.ends_on, series.start_time]
        parts += [series.end_time, series.skips_holidays, event and event.pk]
        parts += sorted(self.twins)
        return "|".join(str(part) for part in parts)


def _when(event):
    return capfirst(date_format(event.starts_on, "l, j E Y"))


def _day(text):
    try:
        return forms.DateField().clean(text)
    except ValidationError:
        return None


class JoinForm(forms.Form):
    """Who joins, and from when on: a known person's key, or NEW for somebody who is new."""

    participant = forms.RegexField(rf"^(?:\d{{1,18}}|{NEW})$", widget=forms.HiddenInput)
    joined_on = DayField(label=_("Member from"), initial=today)


class MemberForm(GuardedRowForm):
    """From when to when somebody is a member."""

    joined_on = DayField(label=_("Joined on"))
    left_on = DayField(
        label=_("Left on"),
        required=False,
        help_text=_("The last day as a member. Leave empty for those who still come."),
    )

    def __init__(self, *args, member, **kwargs):
        initial = {"joined_on": member.joined_on, "left_on": member.left_on}
        super().__init__(*args, initial=initial, **kwargs)
        self.guard(member)
        self.helper = inner_helper("seen_at", Div("joined_on", "left_on", css_class="form-row"))

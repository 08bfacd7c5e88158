"""The forms about a data breach: what is known of it, and a step that was taken."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Breach, BreachStep, User
from accounts.querysets import centres_of
from participants.breaches.exposure import TELLING
from participants.models import Participant
from shkej.lib.dates import TIRANA, local_moment, today
from shkej.lib.forms.editing import GuardedForm
from shkej.lib.forms.inputs import ClockField, DayField
from shkej.lib.forms.layout import inner_helper

EARLIEST = date(2000, 1, 1)  # no log is older
HANDLE = "participants.handle_breach"


class BreachForm(GuardedForm):
    """What happened, when it was noticed, and what the log is asked."""

    noticed_on = DayField(label=_("Noticed on"))
    noticed_time = ClockField(label=_("Time"))
    begins_on = DayField(label=_("From which day"))
    ends_on = DayField(label=_("Until which day"))
    person = forms.CharField(
        label=_("Of which person"),
        required=False,
        max_length=6,
        help_text=_("The code on the person’s page; empty where it is about many."),
    )
    actions = forms.MultipleChoiceField(
        label=_("What was done"),
        required=False,
        choices=[(action.value, action.label) for action in TELLING],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a tick: all of it."),
    )

    class Meta:
        model = Breach
        fields = [
            "what",
            "centre",
            "begins_on",
            "ends_on",
            "account",
            "actions",
            "consequences",
            "measures",
        ]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self._offer(user)
        noticed = (self.instance.noticed_at or timezone.now()).astimezone(TIRANA)
        self.initial |= {"noticed_on": noticed.date(), "noticed_time": noticed.time()}
        if self.instance.person_key:
            person = Participant.objects.visible_to(user).filter(pk=self.instance.person_key)
            self.initial["person"] = person.values_list("code", flat=True).first() or ""
        if not user.has_perm("participants.view_participant"):
            del self.fields["person"]
        for name in ("what", "consequences", "measures"):
            self.fields[name].widget.attrs["rows"] = 4
        order = "what noticed_on noticed_time centre begins_on ends_on account person actions"
        names = [*order.split(), "consequences", "measures"]
        self.helper = inner_helper("seen_at", *(name for name in names if name in self.fields))

    def _offer(self, user):
        """Centres and accounts of the reader's scope alone."""
        centres = self.fields["centre"].queryset
        own = centres_of(user, HANDLE)
        if own is not None and not user.has_perm("accounts.view_user"):
            centres = centres.filter(pk__in=own)
            self.fields["centre"].required = True
            accounts = User.objects.filter(grants__centre__in=own).distinct()
        else:
            accounts = User.objects.all()
        nothing = _("Choose") if self.fields["centre"].required else _("All centres")
        self.fields["centre"].empty_label = nothing
        self.fields["account"].empty_label = _("Not stated")
        self.fields["centre"].queryset = centres
        self.fields["account"].queryset = accounts
        self.fields["account"].widget.attrs["translate"] = "no"

    def clean_person(self):
        """The key of the person with this code, whom the reader sees."""
        code = self.cleaned_data["person"].strip().upper()
        if not code:
            return None
        found = Participant.objects.visible_to(self.user).filter(code=code).first()
        if found is None:
            raise ValidationError(_("No person has this code."))
        return found.pk

    def clean(self):
        """The moment at which it was noticed: not one to come."""
        cleaned = super().clean()
        day, clock = cleaned.get("noticed_on"), cleaned.get("noticed_time")
        if day and clock:
            self.instance.noticed_at = local_moment(day, clock)
            if self.instance.noticed_at > timezone.now() + timedelta(minutes=5):
                self.add_error("noticed_on", _("Enter when it was noticed: not a time to come."))
        for name in ("begins_on", "ends_on"):
            if cleaned.get(name) and not EARLIEST <= cleaned[name] <= today():
                self.add_error(name, _("Enter a day that is over, or today."))
        return cleaned

    def save(self, commit=True):
        """With what the fields of this form alone say."""
        if "person" in self.fields:
            self.instance.person_key = self.cleaned_data["person"]
        return super().save(commit)


class BreachStepForm(forms.ModelForm):
    """A step, with the number under which it was told, or why it was not."""

    class Meta:
        model = BreachStep
        fields = ["kind", "reference"]

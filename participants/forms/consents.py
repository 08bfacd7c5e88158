"""The form on which an answer about consent is recorded."""

from crispy_forms.layout import Div, Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from participants.models import Consent
from partners.models import Organisation
from shkej.lib.dates import today
from shkej.lib.inputs import DayField
from shkej.lib.layout import inner_helper

CONSENT_AGE = 16
EARLIEST_YEAR = 1990


class ConsentForm(forms.ModelForm):
    """One answer, for one purpose; a new answer is a new row."""

    given_on = DayField(label=_("Date"))
    expires_on = DayField(label=_("Valid until"), required=False)

    class Meta:
        model = Consent
        fields = ("purpose", "shared_with", "answer", "given_by", "given_on", "expires_on")
        widgets = {
            "purpose": forms.RadioSelect,
            "answer": forms.RadioSelect,
            "given_by": forms.RadioSelect,
        }

    def __init__(self, *args, user, participant, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.participant = participant
        self.instance.recorded_by = user
        self.fields["given_on"].initial = today
        self.fields["shared_with"].queryset = Organisation.objects.visible_to(user).active()
        self.fields["shared_with"].empty_label = _("Nobody")
        self.fields["shared_with"].help_text = _("Only for sharing with a partner.")
        for name in ("purpose", "answer", "given_by"):
            self.fields[name].choices = [
                choice for choice in self.fields[name].choices if choice[0]
            ]
        self.helper = inner_helper(
            "purpose",
            Field("shared_with", wrapper_class="width-20"),
            "answer",
            "given_by",
            Div("given_on", "expires_on", css_class="form-row"),
        )

    def clean_given_on(self):
        """A day that has come."""
        day = self.cleaned_data["given_on"]
        if day.year < EARLIEST_YEAR or day > today():
            raise ValidationError(_("Enter the day on which the answer was given."))
        return day

    def clean(self):
        """A partner where data are shared; a guardian's answer for a child; an end after it."""
        cleaned = super().clean()
        is_sharing = cleaned.get("purpose") == Consent.Purpose.SHARING
        if is_sharing and not cleaned.get("shared_with") and "shared_with" not in self.errors:
            self.add_error("shared_with", _("Say with which organisation data may be shared."))
        elif not is_sharing:
            cleaned["shared_with"] = None
        given_on, expires_on = cleaned.get("given_on"), cleaned.get("expires_on")
        if (
            given_on
            and expires_on
            and not given_on <= expires_on <= given_on.replace(year=given_on.year + 50, day=1)
        ):
            self.add_error("expires_on", _("The end cannot be before the start."))
        self._check_who_answers(cleaned, given_on)
        return cleaned

    def _check_who_answers(self, cleaned, day):
        by_self = cleaned.get("given_by") == Consent.GivenBy.SELF
        given = cleaned.get("answer") == Consent.Answer.GIVEN
        person = self.instance.participant
        if day and person.birth.is_after(day):
            self.add_error(
                "given_on",
                _("This person was not born yet on that day, by what is recorded of them."),
            )
        age = person.age_on(day) if day else None
        if by_self and given and age is not None and age < CONSENT_AGE:
            self.add_error(
                "given_by",
                _("Below the age of %(age)s a parent or guardian gives consent.")
                % {"age": CONSENT_AGE},
            )

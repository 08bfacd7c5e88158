"""The forms on which an answer about consent is recorded, and taken back."""

from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from participants.consents.rules import FOR_A_CHILD, GivenBy, broken_rules
from participants.finding.picking import PersonChoiceField
from participants.lib.asking import Asking, Question, Questions
from participants.lib.names import tell_apart
from participants.models import Consent, ConsentText, Guardianship, Participant
from participants.models.consents import consent_age_of, needs_guardian
from partners.models import Organisation
from shkej.lib.dates import today
from shkej.lib.forms.inputs import DayField, say_too_long
from shkej.lib.forms.layout import Fold, PlainForm, inner_helper
from shkej.lib.texts import marked_up, with_names
from shkej.lib.uploads.reading import MEGABYTES

EARLIEST_YEAR = 1990
RADIOS = ("purpose", "answer", "given_by", "assent", "method", "text_language")

WITHOUT_COORDINATOR = [one for one in Consent.GivenBy.choices if one[0] != GivenBy.COORDINATOR]


class ConsentForm(Asking, forms.ModelForm):
    """One answer, for one purpose; a new answer is a new row.

    `adults`: the people whom the user may choose among the person's guardians; `may_decide`:
    whether the user may record an answer that breaks a rule, with a reason.
    """

    given_on = DayField(label=_("Date"))
    expires_on = DayField(label=_("Valid until"), required=False)
    guardian = PersonChoiceField(
        label=_("Which parent or guardian"), queryset=Participant.objects.none(), required=False
    )
    upload = forms.FileField(
        label=_("Signed form (JPEG, PNG or PDF)"),
        help_text=_("A photo or scan of the paper, at most 10 MB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.pdf,image/jpeg,image/png"}),
        error_messages={"empty": _("The file is empty.")},
    )

    class Meta:
        model = Consent
        fields = (
            *("purpose", "shared_with", "answer", "given_by", "guardian", "assent"),
            *("given_on", "expires_on", "method", "witness", "text", "text_language"),
            *("legal_basis", "reason"),
        )
        widgets = dict.fromkeys(RADIOS, forms.RadioSelect)

    def __init__(self, *args, user, participant, adults, may_decide, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.participant = participant
        self.instance.recorded_by = user
        self.may_decide = may_decide
        self.consent_age = consent_age_of(participant)
        self.is_child = needs_guardian(participant, today())
        self.initial.setdefault("text_language", participant.language)
        self.initial.setdefault("legal_basis", Consent.Basis.CONSENT)
        self.fields["given_on"].initial = today
        self._offer_partners(user)
        self._offer_guardians(adults)
        self._offer_words()
        say_too_long(self)
        if not may_decide:
            del self.fields["reason"]
        self.helper = inner_helper()
        self.helper.layout = self._layout()

    def _offer_partners(self, user):
        field = self.fields["shared_with"]
        field.queryset = Organisation.objects.visible_to(user).active()
        field.empty_label = _("Nobody")
        field.help_text = _("Only for sharing with a partner.")

    def _offer_guardians(self, adults):
        ties = Guardianship.objects.filter(child=self.instance.participant, adult__in=adults)
        self.ties = {tie.adult_id: tie for tie in ties.select_related("adult__category")}
        tell_apart([tie.adult for tie in self.ties.values()])
        field = self.fields["guardian"]
        field.queryset = Participant.objects.filter(pk__in=self.ties).select_related("category")
        field.widget.attrs["translate"] = "no"
        field.empty_label = _("Nobody chosen")
        if not self.ties:
            field.help_text = _("No parent or guardian is recorded yet.")

    def _offer_words(self):
        for name in RADIOS:
            field = self.fields[name]
            field.choices = [choice for choice in field.choices if choice[0]]
        self.fields["text"].queryset = ConsentText.objects.all()
        self.fields["text"].empty_label = _("The version in force on that day")
        self.fields["method"].required = True
        self.fields["legal_basis"].required = True
        self.fields["legal_basis"].choices = Consent.Basis.choices
        self.fields["witness"].help_text = _("Who heard it. Needed where it was only spoken.")
        self.fields["assent"].help_text = _("Where somebody else answers for a child.")
        if not self.may_decide:
            self.fields["given_by"].choices = WITHOUT_COORDINATOR
        self.fields["reason"].label = _("Why this answer is recorded against a rule")
        self.fields["reason"].help_text = _(
            "Only where a rule is broken, for example because no guardian can be found or asked. "
            "It is marked as such wherever it is shown. No details of the case."
        )

    def _layout(self):
        return Layout(
            HTML('{% include "participants/partials/default_button.html" %}'),
            "purpose",
            Field("shared_with", wrapper_class="width-20"),
            "answer",
            "given_by",
            Field("guardian", wrapper_class="width-20"),
            HTML('{% include "participants/consents/partials/record_guardian.html" %}'),
            "assent",
            Div("given_on", "expires_on", css_class="form-row"),
            "method",
            Field("witness", wrapper_class="width-20"),
            Field("text", wrapper_class="width-20"),
            "text_language",
            "upload",
            Field("legal_basis", wrapper_class="width-20"),
            *([Fold(_("An answer that breaks a rule"), "reason")] if self.may_decide else []),
            Questions(),
        )

    def clean_given_on(self):
        """A day that has come."""
        day = self.cleaned_data["given_on"]
        if day.year < EARLIEST_YEAR or day > today():
            raise ValidationError(_("Enter the day on which the answer was given."))
        return day

    def clean_upload(self):
        """Refuse what is too large before it is read."""
        upload = self.cleaned_data["upload"]
        if upload and upload.size > MEGABYTES * 1024 * 1024:
            raise ValidationError(_("The file is too large (limit %(mb)s MB).") % {"mb": MEGABYTES})
        return upload

    def clean(self):
        """A partner where data are shared; an end after the start; a witness; a text for it."""
        cleaned = super().clean()
        is_sharing = cleaned.get("purpose") == Consent.Purpose.SHARING
        if is_sharing and not cleaned.get("shared_with") and "shared_with" not in self.errors:
            self.add_error("shared_with", _("Say with which organisation data may be shared."))
        elif not is_sharing:
            cleaned["shared_with"] = None
        day, expires_on = cleaned.get("given_on"), cleaned.get("expires_on")
        if day and expires_on and not day <= expires_on <= _in_fifty_years(day):
            self.add_error("expires_on", _("The end cannot be before the start."))
        if day and self.instance.participant.birth.is_after(day):
            self.add_error(
                "given_on",
                _("This person was not born yet on that day, by what is recorded of them."),
            )
        if cleaned.get("method") == Consent.Method.SPOKEN and not cleaned.get("witness"):
            self.add_error("witness", _("Say who heard it."))
        self._choose_text(cleaned, day)
        self._leave_out(cleaned, day)
        return cleaned

    def _choose_text(self, cleaned, day):
        text, purpose = cleaned.get("text"), cleaned.get("purpose")
        if text and purpose and text.purpose != purpose:
            self.add_error("text", _("This text is about something else."))
        elif text and day and text.published_on > day:
            self.add_error("text", _("This version was not published yet on that day."))
        elif not text and purpose and day:
            text = cleaned["text"] = ConsentText.objects.for_purpose(purpose, day)
        if not text:
            cleaned["text_language"] = ""
        elif not cleaned.get("text_language") and "text_language" not in self.errors:
            self.add_error("text_language", _("Say in which language it was read."))

    def _leave_out(self, cleaned, day):
        """What was not asked: a guardian where another answers, the child where it is none."""
        if cleaned.get("given_by") != GivenBy.GUARDIAN:
            cleaned["guardian"] = None
        tie = self.ties.get(getattr(cleaned.get("guardian"), "pk", None))
        self.instance.relation = tie.relation if tie else ""
        if day and not needs_guardian(self.instance.participant, day):
            cleaned["assent"] = ""
        elif (
            cleaned.get("given_by") in FOR_A_CHILD
            and cleaned.get("answer") == Consent.Answer.GIVEN
            and not cleaned.get("assent")
            and "assent" not in self.errors
        ):
            self.add_error("assent", _("Say what the child answered, or that it is too young."))

    def _post_clean(self):
        """Say what breaks a rule; a coordinator's reason lets it pass, and is for nothing else."""
        super()._post_clean()
        if {"answer", "given_by", "given_on", "guardian", "assent"} & self.errors.keys():
            return
        broken, reason = broken_rules(self.instance), self.cleaned_data.get("reason")
        if reason and not broken:
            self.add_error("reason", _("This answer breaks no rule: leave this empty."))
        elif broken and not reason:
            for rule in broken:
                self.add_error(rule.field, rule.sentence)
            if "reason" in self.fields:
                self.add_error("reason", _("If it has to be recorded all the same, say why."))

    def questions(self):
        """Whether somebody who was tied to the child only after that day could answer then."""
        tie = self.ties.get(self.instance.guardian_id)
        if tie is None or self.instance.given_on >= tie.created_at.date():
            return []
        text = _(
            "That %(name)s answers for the child was recorded only after this day. Was it so "
            "already then?"
        )
        said = with_names(text, name=marked_up(tie.adult.full_name))
        return [Question(f"then-{tie.pk}-{self.instance.given_on}", said)]


class WithdrawForm(PlainForm):
    """Who takes a consent back: anybody who could have given it, and the child itself."""

    given_by = forms.ChoiceField(
        label=_("Who asked for it"), choices=Consent.GivenBy.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args, may_decide, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_decide:
            self.fields["given_by"].choices = WITHOUT_COORDINATOR


def _in_fifty_years(day):
    return day.replace(year=day.year + 50, day=1)

"""The form of an organisation."""

from crispy_forms.layout import Div, Field, Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation
from shkej.lib.forms.editing import GuardedForm
from shkej.lib.forms.inputs import ask_for_one_language, prepare_bilingual, say_too_long
from shkej.lib.forms.layout import Bilingual, inner_helper
from shkej.lib.phones import kept, office_number, spoken

LONGEST_REASON = 100


class OrganisationForm(GuardedForm):
    """A legal body, and whom to call there.

    `may_correct`: whether the user may change what closed registers were counted with.
    """

    why = forms.CharField(
        label=_("Why is it of another type?"),
        help_text=_("It stays in the history of the organisation."),
        error_messages={
            "required": _("Events with this organisation have been counted. Say why this changes.")
        },
        max_length=LONGEST_REASON,
    )

    class Meta:
        model = Organisation
        fields = (
            "name_sq",
            "name_en",
            "kind",
            "municipality",
            "contact_name",
            "contact_phone",
            "contact_email",
            "language",
            "is_active",
        )

    def __init__(self, *args, may_correct=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.may_correct = may_correct
        prepare_bilingual(self, "name", needed=["name"])
        say_too_long(self)
        self.fields["municipality"].empty_label = _("Not stated")
        if self.instance.pk:
            self.fields["contact_email"].help_text = _(
                "Mail goes to another address once somebody there has confirmed it. The address so "
                "far and the coordinators are told."
            )
        self.fields["contact_phone"].widget.input_type = "tel"
        self.initial["contact_phone"] = spoken(self.instance.contact_phone)
        self.fields["is_active"].label = _("We work with them")
        self.fields["is_active"].help_text = _(
            "Without the tick the organisation is not offered in forms, its links and its page "
            "are closed, its invitations no longer stand, and no mail goes to it any more."
        )
        self.helper = inner_helper(
            "seen_at",
            Bilingual("name"),
            Div("kind", "municipality", css_class="form-row"),
            *(["why"] if self.asks_why else []),
            Fieldset(
                _("Contact"),
                Field("contact_name", wrapper_class="width-20"),
                Div("contact_phone", "contact_email", css_class="form-row"),
                Field("language", wrapper_class="width-20"),
            ),
            "is_active",
        )

        if not self.asks_why:
            del self.fields["why"]

    @property
    def changes_counted_kind(self):
        """Whether another type was chosen of one with or for which people have been counted.

        One that came in by a file has no type yet: to complete it changes nothing.
        """
        row = self.instance
        if not (row.pk and self.is_bound) or row.needs_completion:
            return False
        if self["kind"].data == self.initial["kind"]:
            return False
        if row.events.exclude(register_closed_at=None).exists():
            return True
        return row.registrations.exclude(event__register_closed_at=None).exists()

    @property
    def asks_why(self):
        """Whether whoever may change it has to say why."""
        return self.may_correct and self.changes_counted_kind

    def clean_kind(self):
        """Only who corrects closed registers changes what they were counted with."""
        kind = self.cleaned_data["kind"]
        if self.changes_counted_kind and not self.may_correct:
            raise ValidationError(
                _(
                    "Events with this organisation have been counted. Only a coordinator changes "
                    "its type."
                )
            )
        return kind

    @property
    def asks_for_contact(self):
        """Whether another address was given for the mail of an organisation that is there."""
        return bool(self.instance.pk) and "contact_email" in self.changed_data

    def clean_contact_phone(self):
        """A number of Albania, a short one, or one from abroad."""
        return kept(self, "contact_phone", office_number)

    def clean(self):
        """Ask for a name in one language at least."""
        cleaned = super().clean()
        ask_for_one_language(self, "name", _("Give the name in at least one language."))
        return cleaned

    def save(self, commit=True):
        """Save; somebody has now looked at it, so it is complete."""
        self.instance.needs_completion = False
        if self.asks_for_contact:  # `partners.contacts` asks there first
            self.instance.contact_email = self.initial["contact_email"]
        if why := self.cleaned_data.get("why"):
            self.instance._change_reason = why
        return super().save(commit)

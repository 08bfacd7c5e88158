"""The form of a centre."""

from crispy_forms.layout import Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from events.models import Centre
from events.models.acts import LONGEST_REASON
from shkej.lib.forms.editing import GuardedForm
from shkej.lib.forms.inputs import ask_for_one_language, prepare_bilingual
from shkej.lib.forms.layout import Bilingual, inner_helper
from shkej.lib.phones import kept, office_number, spoken

WHICH_AGE = _("Enter an age from 13 to 18.")


class CentreForm(GuardedForm):
    """A community centre; its code is given once, for imports and reports name it."""

    why = forms.CharField(
        label=_("Why is it in another municipality?"),
        help_text=_("It stays in the history of the centre."),
        # Figures of the past change by it.
        error_messages={
            "required": _(
                "Events of this centre have been counted where it was. Say why this changes."
            )
        },
        max_length=LONGEST_REASON,
    )

    class Meta:
        model = Centre
        fields = [
            *("name_sq", "name_en", "address_sq", "address_en"),
            *("phone", "email", "municipality", "consent_age", "code"),
        ]
        help_texts = {
            "phone": _("For partners: it is shown in the mails about invitations."),
            "email": _("Who answers a mail about an invitation writes to this address."),
            "consent_age": _(
                "From 13 to 18. Below it, and where no age is known, a parent or guardian answers; "
                "whoever comes of this age is asked anew."
            ),
            "code": _("Short, for imported files and reports. Made from the name if left empty."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prepare_bilingual(self, "name", "address", needed=["name"])
        self.fields["municipality"].empty_label = _("Not stated")
        self.fields["phone"].widget.input_type = "tel"
        age = self.fields["consent_age"]
        age.required = False  # a form without it leaves it as it is
        age.widget = forms.TextInput(attrs={"inputmode": "numeric"})
        age.error_messages |= dict.fromkeys(("invalid", "min_value", "max_value"), WHICH_AGE)
        self.initial["phone"] = spoken(self.instance.phone)
        self.helper = inner_helper()
        layout = [
            "seen_at",
            Bilingual("name"),
            Bilingual("address"),
            Field("phone", wrapper_class="width-20"),
            Field("email", wrapper_class="width-20"),
            Field("municipality", wrapper_class="width-20"),
            Field("consent_age", wrapper_class="width-5"),
        ]
        if self.moves_counted_events:
            layout.append("why")
        else:
            del self.fields["why"]
        if self.instance.pk:
            del self.fields["code"]
        else:
            self.fields["code"].required = False
            layout.append(Field("code", wrapper_class="width-20"))
        self.helper.layout = Layout(*layout)

    @property
    def moves_counted_events(self):
        """Whether another municipality was chosen for events that have been counted."""
        field, before = self.fields["municipality"], self.initial.get("municipality")
        chosen = self["municipality"].data
        if not (self.instance.pk and self.is_bound and field.has_changed(before, chosen)):
            return False
        return self.instance.events.exclude(register_closed_at=None).exists()

    def clean_consent_age(self):
        """An age; an empty field is none."""
        age = self.cleaned_data["consent_age"]
        if age is None and "consent_age" in self.data:
            raise ValidationError(WHICH_AGE)
        return age

    def clean_phone(self):
        """A number of Albania, a short one, or one from abroad."""
        return kept(self, "phone", office_number)

    def clean(self):
        """Ask for a name in one language; make the code from it where none was given."""
        data = super().clean()
        names = [data.get("name_sq"), data.get("name_en")]
        ask_for_one_language(self, "name", _("Give the name in at least one language."))
        if "code" in self.fields and "code" not in self.errors and not data.get("code"):
            data["code"] = self._code_for(next(filter(None, names), ""))
        return data

    def _code_for(self, name):
        code = slugify(name)[:60].strip("-")  # made, not typed: shorter than the name
        if not self.errors and (not code or Centre.objects.filter(code=code).exists()):
            self.add_error("code", ValidationError(_("Enter a code that no other centre has.")))
        return code

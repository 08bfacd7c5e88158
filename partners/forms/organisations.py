"""The form of an organisation."""

from crispy_forms.layout import Div, Field, Fieldset
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation
from shkej.lib.editing import GuardedForm
from shkej.lib.inputs import ask_for_one_language, prepare_bilingual, say_too_long
from shkej.lib.layout import Bilingual, inner_helper
from shkej.lib.phones import kept, office_number, spoken


class OrganisationForm(GuardedForm):
    """A legal body, and whom to call there."""

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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prepare_bilingual(self, "name", needed=["name"])
        say_too_long(self)
        self.fields["municipality"].empty_label = _("Not stated")
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
            Fieldset(
                _("Contact"),
                Field("contact_name", wrapper_class="width-20"),
                Div("contact_phone", "contact_email", css_class="form-row"),
                Field("language", wrapper_class="width-20"),
            ),
            "is_active",
        )

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
        return super().save(commit)

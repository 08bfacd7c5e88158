"""The form of a programme."""

from crispy_forms.layout import Field
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation, Programme
from shkej.lib.forms.editing import GuardedForm
from shkej.lib.forms.inputs import (
    RowsField,
    ask_for_one_language,
    long_title,
    prepare_bilingual,
    say_too_long,
)
from shkej.lib.forms.layout import Bilingual, Fold, inner_helper


class ProgrammeForm(GuardedForm):
    """A programme: who leads it and who supports it."""

    class Meta:
        model = Programme
        fields = ("title_sq", "title_en", "lead_organisation", "funders")
        field_classes = {"funders": RowsField}
        widgets = {"funders": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prepare_bilingual(self, "title", needed=["title"])
        long_title(self, "title")
        say_too_long(self)
        chosen = [self.instance.lead_organisation_id]
        if self.instance.pk:
            chosen += self.instance.funders.values_list("pk", flat=True)
        offered = Organisation.objects.filter(Q(is_active=True) | Q(pk__in=filter(None, chosen)))
        self.fields["lead_organisation"].queryset = offered
        self.fields["lead_organisation"].empty_label = _("Not stated")
        self.fields["funders"].queryset = offered
        self.fields["funders"].help_text = ""
        self.helper = inner_helper(
            "seen_at",
            Bilingual("title"),
            Field("lead_organisation", wrapper_class="width-20"),
            Fold(_("Supported by"), "funders"),
        )

    def clean(self):
        """Ask for a title in one language at least."""
        cleaned = super().clean()
        ask_for_one_language(self, "title", _("Give the title in at least one language."))
        return cleaned

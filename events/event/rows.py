"""The rows of an event's form that repeat: organisations with their part, and quotes."""

from django import forms
from django.forms import BaseFormSet
from django.utils.translation import gettext_lazy as _

from events.models import EventOrganisation, Quote
from partners.forms.parts import part_rows, several_rows
from partners.models import Organisation
from shkej.lib.bilingual import sides, typed_in
from shkej.lib.forms.inputs import prepare_bilingual
from shkej.lib.forms.layout import Bilingual, inner_helper


class QuoteForm(forms.ModelForm):
    """Something said, and by whom, in two languages; a row without a text is left out."""

    class Meta:
        model = Quote
        fields = sides("text", "said_by")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prepare_bilingual(self, "text", "said_by", rows=3)
        self.helper = inner_helper(Bilingual("text"), Bilingual("said_by"))

    def _get_validation_exclusions(self):
        return {field.name for field in Quote._meta.fields}  # `clean` says it at the field

    def clean(self):
        """Refuse a name without words; an empty row is no quote."""
        texts = self.cleaned_data
        if typed_in(texts, "said_by") and not typed_in(texts, "text") and not self.errors:
            self.add_error("text_sq", _("Give the quote in at least one language."))
        return texts


class QuoteRows(BaseFormSet):
    """Quotes in the order in which they were said."""

    def quotes(self):
        """What was filled in: [{"text_sq": …, "text_en": …, "said_by_sq": …, "said_by_en": …}]."""
        rows = [row.cleaned_data for row in self.forms]
        return [row for row in rows if typed_in(row, "text")]


QuoteFormSet = several_rows(QuoteForm, QuoteRows, empty=1)


def event_part_rows(data, *, event, user):
    """The organisations of `event` with their part, offering the active ones that `user` sees."""
    seen = Organisation.objects.visible_to(user).active()
    offered = Organisation.objects.filter(pk__in=seen.values("pk"))
    return part_rows(data, owner=event, offered=offered, usual=EventOrganisation.Part.INVITED)


def quote_rows(data, *, event):
    """The quotes of `event`, and an empty row."""
    stored = list(event.quotes.values(*QuoteForm.Meta.fields)) if event.pk else []
    return QuoteFormSet(data, prefix="quotes", initial=stored)

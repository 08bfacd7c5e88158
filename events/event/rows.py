"""The rows of an event's form that repeat: organisations with their part, and quotes."""

from django import forms
from django.db.models import Q
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from events.models import EventOrganisation, Quote
from partners.models import Organisation
from shkej.lib.inputs import prepare_bilingual
from shkej.lib.layout import Bilingual, inner_helper

MOST_ROWS = 60


class PartForm(forms.Form):
    """One organisation and its part; a row without an organisation is left out."""

    organisation = forms.TypedChoiceField(
        label=_("Organisation"), coerce=int, required=False, empty_value=None
    )
    part = forms.ChoiceField(
        label=_("Part"),
        choices=EventOrganisation.Part.choices,
        initial=EventOrganisation.Part.INVITED,
    )

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations


class PartRows(BaseFormSet):
    """Organisations, none twice with the same part."""

    def clean(self):
        """Refuse a pair that stands there already."""
        seen = set()
        for row in self.forms:
            pair = row.cleaned_data.get("organisation"), row.cleaned_data.get("part")
            if pair[0] and pair in seen:
                row.add_error("organisation", _("This organisation has this part already."))
            seen.add(pair)

    def pairs(self):
        """What was filled in: [(organisation's id, part)]."""
        rows = [row.cleaned_data for row in self.forms]
        return [(row["organisation"], row["part"]) for row in rows if row.get("organisation")]


class QuoteForm(forms.ModelForm):
    """Something said, and by whom, in two languages; a row without a text is left out."""

    class Meta:
        model = Quote
        fields = ["text_sq", "text_en", "said_by_sq", "said_by_en"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prepare_bilingual(self, "text", "said_by", rows=3)
        self.helper = inner_helper(Bilingual("text"), Bilingual("said_by"))

    def _get_validation_exclusions(self):
        return {field.name for field in Quote._meta.fields}  # `clean` says it at the field

    def clean(self):
        """Refuse a name without words; an empty row is no quote."""
        texts = self.cleaned_data
        said = texts.get("text_sq") or texts.get("text_en")
        named = texts.get("said_by_sq") or texts.get("said_by_en")
        if named and not said and not self.errors:
            self.add_error("text_sq", _("Give the quote in at least one language."))
        return texts


class QuoteRows(BaseFormSet):
    """Quotes in the order in which they were said."""

    def quotes(self):
        """What was filled in: [{"text_sq": …, "text_en": …, "said_by_sq": …, "said_by_en": …}]."""
        rows = [row.cleaned_data for row in self.forms]
        return [row for row in rows if row.get("text_sq") or row.get("text_en")]


def _rows(form, formset, empty):
    return formset_factory(
        form,
        formset=formset,
        extra=empty,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS + 10,
        validate_max=True,
    )


PartFormSet = _rows(PartForm, PartRows, empty=2)
QuoteFormSet = _rows(QuoteForm, QuoteRows, empty=1)


def part_rows(data, *, event, user):
    """The organisations of `event`: those that stand there, and two empty rows."""
    stored = list(event.parts.values("organisation", "part")) if event.pk else []
    current = Q(pk__in=Organisation.objects.visible_to(user).active().values("pk"))
    offered = Organisation.objects.filter(
        current | Q(pk__in=[row["organisation"] for row in stored])
    )
    choices = [("", _("Choose an organisation"))]
    choices += [(organisation.pk, str(organisation)) for organisation in offered]
    return PartFormSet(data, prefix="parts", initial=stored, form_kwargs={"organisations": choices})


def quote_rows(data, *, event):
    """The quotes of `event`, and an empty row."""
    stored = list(event.quotes.values(*QuoteForm.Meta.fields)) if event.pk else []
    return QuoteFormSet(data, prefix="quotes", initial=stored)

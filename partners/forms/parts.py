"""The rows of a form that name organisations, each with its part in an event or in a project."""

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation

MOST_ROWS = 60


class PartForm(forms.Form):
    """One organisation and its part; a row without an organisation is left out."""

    organisation = forms.TypedChoiceField(
        label=_("Organisation"), coerce=int, required=False, empty_value=None
    )
    part = forms.ChoiceField(label=_("Part"))

    def __init__(self, *args, organisations, parts, usual, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations
        self.fields["part"].choices = parts
        self.fields["part"].initial = usual


class PartRows(BaseFormSet):
    """Organisations, none twice with the same part."""

    def clean(self):
        """Refuse a pair that is there already."""
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


def several_rows(form, formset, *, empty):
    """A set of rows that repeat, `empty` of them empty: for a page that works without a script."""
    return formset_factory(
        form,
        formset=formset,
        extra=empty,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS + 10,
        validate_max=True,
    )


PartFormSet = several_rows(PartForm, PartRows, empty=2)


def part_rows(data, *, owner, offered, usual):
    """The organisations of `owner`, an event or a project, as they stand, and two empty rows.

    `offered`: the organisations to choose from, besides those that are there already; `usual`:
    the part that an empty row shows first.
    """
    part_model = owner._meta.get_field("parts").related_model
    stored = list(owner.parts.values("organisation", "part")) if owner.pk else []
    there = Organisation.objects.filter(pk__in=[row["organisation"] for row in stored])
    choices = [("", _("Choose an organisation"))]
    choices += [(organisation.pk, str(organisation)) for organisation in offered | there]
    row = {"organisations": choices, "parts": part_model.Part.choices, "usual": usual}
    return PartFormSet(data, prefix="parts", initial=stored, form_kwargs=row)

"""The forms of the portal's template: which file, and what its words mean here."""

import hashlib

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.prp.mapping import DIMENSION, INDICATOR, LOCATION, VALUE, choice_of
from reports.prp.reading import MEGABYTES
from shkej.lib.forms.editing import Stored, TwoVersions
from shkej.lib.forms.layout import inner_helper
from shkej.lib.uploads.reading import check_table

SECTIONS = (
    ((INDICATOR,), gettext_lazy("Indicators")),
    ((LOCATION,), gettext_lazy("Places")),
    ((DIMENSION, VALUE), gettext_lazy("Dimensions and their values")),
)


class TemplateFileForm(forms.Form):
    """The file that PRP gave."""

    file = forms.FileField(
        label=gettext_lazy("Template from PRP (XLSX)"),
        help_text=gettext_lazy("Choose it as PRP gave it, under its own name."),
        widget=forms.FileInput(
            attrs={
                "accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            }
        ),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inner_helper()

    def clean_file(self):
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MEGABYTES * 1024 * 1024:
            raise ValidationError(_("The file is too large (limit %(mb)s MB).") % {"mb": MEGABYTES})
        check_table(file)
        return file


class MeaningsForm(TwoVersions, forms.Form):
    """A choice for each thing that nobody has confirmed yet, with what its label proposes.

    `confirmed`: {key: PrpMapping} of things that somebody else gave another meaning since the page
    was opened. Both are shown once; what is sent after that was decided by whoever sends it.
    """

    def __init__(self, *args, things, targets, proposals, confirmed, **kwargs):
        super().__init__(*args, **kwargs)
        self.confirmed = confirmed
        self.things = {_name(thing): thing for thing in things}
        choices = {
            kind: list(targets.choices(kind).items()) for kinds, _t in SECTIONS for kind in kinds
        }
        for name, thing in self.things.items():
            proposal = proposals.get(thing.key)
            self.fields[name] = forms.ChoiceField(
                label=thing.label,
                choices=[("", _("Choose…")), *choices[thing.kind]],
                initial=proposal.choice if proposal else "",
                widget=forms.Select(attrs={"class": "form-select"}),
                error_messages={"required": _("Choose what it is here.")},
            )
            if proposal and not proposal.is_exact:
                words = dict(choices[thing.kind])[proposal.choice]
                self.fields[name].help_text = _("The words differ, please compare: %(words)s") % {
                    "words": words
                }
            if thing.key in confirmed:
                self.fields[f"seen-{name}"] = forms.CharField(
                    required=False, widget=forms.HiddenInput
                )

    def clean(self):
        """Refuse once where somebody else confirmed another meaning."""
        cleaned = super().clean()
        rows, newest = [], None
        for name, thing in self.things.items():
            row = self.confirmed.get(thing.key)
            if row is None or cleaned.get(f"seen-{name}") == choice_of(row):
                continue
            words = dict(self.fields[name].choices)
            rows.append((thing.label, words.get(choice_of(row), ""), words.get(self[name].data)))
            newest = max(newest or row, row, key=lambda each: each.updated_at)
            self.data = self.data.copy()
            self.data[f"seen-{name}"] = choice_of(row)
        if rows:
            self.show_both(Stored(rows, newest.confirmed_by, newest.updated_at))
        return cleaned

    def sections(self):
        """[(heading, [(thing, field)])] in the order in which one thinks of them."""
        for kinds, heading in SECTIONS:
            rows = [(t, self[name]) for name, t in self.things.items() if t.kind in kinds]
            if rows:
                yield heading, rows

    def choices(self):
        """{key: choice} of what was said."""
        return {thing.key: self.cleaned_data[name] for name, thing in self.things.items()}


def confirmed_otherwise(things, known, data):
    """{key: PrpMapping} of what has another meaning by now than `data`, a form sent, gives it."""
    said = {thing.key: data.get(_name(thing)) for thing in things if thing.key in known}
    return {
        key: known[key]
        for key, choice in said.items()
        if choice not in (None, "", choice_of(known[key]))
    }


def _name(thing):
    """A field's name: the same whatever else is asked for beside it."""
    return f"m-{hashlib.sha256(thing.key.encode()).hexdigest()[:16]}"

"""The forms of the portal's template: which file, and what its words mean here."""

import hashlib

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.prp.mapping import DIMENSION, INDICATOR, LOCATION, VALUE
from reports.prp.reading import MEGABYTES
from shkej.lib.layout import inner_helper

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
        return file


class MeaningsForm(forms.Form):
    """A choice for each thing that nobody has confirmed yet, with what its label proposes."""

    def __init__(self, *args, things, targets, proposals, **kwargs):
        super().__init__(*args, **kwargs)
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

    def sections(self):
        """[(heading, [(thing, field)])] in the order in which one thinks of them."""
        for kinds, heading in SECTIONS:
            rows = [(t, self[name]) for name, t in self.things.items() if t.kind in kinds]
            if rows:
                yield heading, rows

    def choices(self):
        """{key: choice} of what was said."""
        return {thing.key: self.cleaned_data[name] for name, thing in self.things.items()}


def _name(thing):
    """A field's name: the same whatever else is asked for beside it."""
    return f"m-{hashlib.sha256(thing.key.encode()).hexdigest()[:16]}"

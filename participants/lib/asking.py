"""Forms that ask before they take what is unlikely: one box to tick for each question."""

from dataclasses import dataclass

from crispy_forms.layout import Field, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Question:
    """`key`: what is asked, with its figures: a box ticked for others is no answer to it."""

    key: str
    sentence: str


class _SureField(forms.MultipleChoiceField):
    """The keys ticked; which there are is known only once everything else is right."""

    widget = forms.CheckboxSelectMultiple
    is_needed_once = True  # where it is asked it must be answered: it is not called optional

    def valid_value(self, value):
        return True


class Asking:
    """For forms: `questions()` are asked once nothing is wrong, and saved once all are ticked.

    Nothing typed is lost meanwhile. The layout holds `Questions()` where they are to stand.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sure"] = _SureField(label=_("Is this right?"), required=False)

    def questions(self):
        """What is unlikely about the answers: a list of `Question`."""
        return []

    @property
    def asks(self):
        """Whether there is anything to tick."""
        return bool(self.fields["sure"].choices)

    def full_clean(self):
        """Ask what is not yet ticked, where nothing else is wrong."""
        super().full_clean()
        if not self.is_bound or self._errors:
            return
        asked = self.questions()
        self.fields["sure"].choices = [(each.key, each.sentence) for each in asked]
        ticked = self.cleaned_data.pop("sure", [])
        if {each.key for each in asked} - set(ticked):
            self.add_error("sure", _("Tick what is right; correct above what is not."))


class Questions(LayoutObject):
    """The boxes to tick, where the form asks anything."""

    def __init__(self):
        self.fields = []

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        """Render them, or nothing."""
        if not form.asks:
            return ""
        return Field("sure").render(form, context, template_pack=template_pack, **kwargs)

"""The form of a post: both languages, and what keeps it from being ready."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.models import Story
from reports.stories import drafting as stories
from shkej.lib.bilingual import LANGUAGES
from shkej.lib.forms.editing import GuardedForm
from shkej.lib.forms.inputs import prepare_bilingual
from shkej.lib.forms.layout import Bilingual, inner_helper


class StoryForm(GuardedForm):
    """The words of a post; a name in braces that stands for nothing is refused."""

    class Meta:
        model = Story
        fields = ["text_sq", "text_en"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prepare_bilingual(self, "text", rows=16)
        self.helper = inner_helper("seen_at", Bilingual("text"))

    def clean(self):
        """Name what is in braces for nothing."""
        cleaned = super().clean()
        for code in LANGUAGES:
            unknown = stories.unknown_places(cleaned.get(f"text_{code}") or "")
            if unknown:
                self.add_error(
                    f"text_{code}",
                    forms.ValidationError(
                        _("“{%(name)s}” stands for nothing: use one of the places named above."),
                        params={"name": unknown[0]},
                    ),
                )
        return cleaned

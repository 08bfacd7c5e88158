"""The form for the labels of a category: of all who belong to it, and of one of them."""

from django.utils.translation import gettext_lazy as _

from participants.models import Category
from shkej.lib.forms.editing import GuardedForm
from shkej.lib.forms.inputs import ask_for_one_language, prepare_bilingual, say_too_long
from shkej.lib.forms.layout import Bilingual, inner_helper


class CategoryForm(GuardedForm):
    """What a category is called. Its code never changes."""

    class Meta:
        model = Category
        fields = ("label_sq", "label_en", "singular_sq", "singular_en")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prepare_bilingual(self, "label", needed=["label"])
        prepare_bilingual(self, "singular")
        say_too_long(self)
        self.helper = inner_helper("seen_at", Bilingual("label"), Bilingual("singular"))

    def clean(self):
        """Ask for a label in one language at least."""
        cleaned = super().clean()
        ask_for_one_language(self, "label", _("Give the label in at least one language."))
        return cleaned

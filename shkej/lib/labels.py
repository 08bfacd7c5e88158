"""The labels of texts kept in both languages; settings.py hands this to modeltranslation."""

from django.utils.translation import gettext as _

LANGUAGES = {"sq": "Shqip", "en": "English"}


def label_in_language(label, code):
    """The label of one side of a pair in the reader's language: "Title (Albanian)"."""
    if code == "sq":
        return _("%(label)s (Albanian)") % {"label": label}
    return _("%(label)s (English)") % {"label": label}

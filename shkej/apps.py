from django.apps import AppConfig
from django.contrib.staticfiles import apps as staticfiles
from django.forms import (
    ChoiceField,
    ModelChoiceField,
    ModelMultipleChoiceField,
    MultipleChoiceField,
)
from django.utils.translation import gettext_lazy as _

from shkej.lib.queries.ordering import RowsInOrder

CHOICES = [ChoiceField, MultipleChoiceField, ModelChoiceField, ModelMultipleChoiceField]


class ShkejConfig(AppConfig):
    """The project itself: what all apps share, and the pages that belong to none of them."""

    name = "shkej"
    default = True

    def ready(self):
        """Let every field that offers rows offer them in the order of what it shows.

        What was chosen and is gone is told without its number or code, which say nothing.
        """
        ModelChoiceField.iterator = RowsInOrder
        gone = _("What was chosen is no longer on offer. Choose again.")
        for field in CHOICES:
            field.default_error_messages = {**field.default_error_messages, "invalid_choice": gone}


class StaticFilesConfig(staticfiles.StaticFilesConfig):
    """Django's own, without htmx and its extensions: static/vendor has the one htmx in use."""

    ignore_patterns = [*staticfiles.StaticFilesConfig.ignore_patterns, "django_htmx"]

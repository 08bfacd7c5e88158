from django.apps import AppConfig
from django.contrib.staticfiles import apps as staticfiles
from django.forms import ModelChoiceField

from shkej.lib.queries.ordering import RowsInOrder


class ShkejConfig(AppConfig):
    """The project itself: what all apps share, and the pages that belong to none of them."""

    name = "shkej"
    default = True

    def ready(self):
        """Let every field that offers rows offer them in the order of what it shows."""
        ModelChoiceField.iterator = RowsInOrder


class StaticFilesConfig(staticfiles.StaticFilesConfig):
    """Django's own, without htmx and its extensions: static/vendor has the one htmx in use."""

    ignore_patterns = [*staticfiles.StaticFilesConfig.ignore_patterns, "django_htmx"]

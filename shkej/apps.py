from django.apps import AppConfig
from django.contrib.staticfiles import apps as staticfiles


class ShkejConfig(AppConfig):
    """The project itself: what all apps share, and the pages that belong to none of them."""

    name = "shkej"
    default = True


class StaticFilesConfig(staticfiles.StaticFilesConfig):
    """Django's own, without htmx and its extensions: static/vendor has the one htmx in use."""

    ignore_patterns = [*staticfiles.StaticFilesConfig.ignore_patterns, "django_htmx"]

from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    """Invented data to try SHKEJ with; it stands on top of all apps, and none knows it."""

    name = "demonstration"

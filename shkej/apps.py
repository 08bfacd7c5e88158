from django.apps import AppConfig


class ShkejConfig(AppConfig):
    """The project itself: what all apps share, and the pages that belong to none of them."""

    name = "shkej"

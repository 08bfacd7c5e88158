"""Which accounts are the demonstration's: they exist only in a demonstration database."""

from accounts.models import User

DOMAIN = "demo.shkej.example"


def is_demonstration():
    """Whether the database holds the demonstration's accounts."""
    return User.objects.filter(email__endswith=f"@{DOMAIN}").exists()

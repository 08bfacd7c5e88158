"""The demonstration: the meeting of 6 October 2021 and a small invented quarter around it.

Its accounts exist only in a demonstration database, and that is served on loopback only.
"""

DOMAIN = "demo.shkej.example"


def is_demonstration():
    """Whether the database holds the demonstration's accounts."""
    from accounts.models import User

    return User.objects.filter(email__endswith=f"@{DOMAIN}").exists()

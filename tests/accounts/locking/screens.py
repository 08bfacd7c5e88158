"""A browser whose screen is locked and opened."""

from datetime import UTC, datetime

from django.urls import reverse

from accounts.models import Device
from tests.accounts.signing_in import PASSWORD

HTMX = {"HX-Request": "true"}
PIN = "271828"
NOW = datetime(2021, 10, 6, 8, tzinfo=UTC)
NAMES = ("Zamira", "Zogaj")


class Screen:
    """The browser of somebody signed in."""

    def __init__(self, client):
        self.client = client

    def locks(self):
        return self.client.post(reverse("accounts:lock"), headers=HTMX)

    def opens_with(self, **data):
        return self.client.post(reverse("accounts:unlock"), data)

    def has_pin(self, pin=PIN):
        data = {"what": "pin", "new_pin": pin, "proof": PASSWORD}
        response = self.client.post(reverse("accounts:device"), data)
        assert response.status_code == 302, response.content.decode()
        return Device.objects.get()

    def is_open(self):
        return self.client.get(reverse("home")).status_code == 200


def assert_says_nothing(response):
    page = response.content.decode()
    assert not [name for name in NAMES if name in page]

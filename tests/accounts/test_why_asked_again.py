"""The page that asks for the password again says what it is for."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.templatetags.accounts import FILES_WITH_NAMES
from tests.accounts.factories import GrantFactory
from tests.accounts.signing_in import sign_in, user_with_password
from tests.events.factories import EventFactory
from tests.routes import all_routes

pytestmark = pytest.mark.django_db
NAMES, ACCESS = "A file with people’s names comes next.", "This changes who may get in."


@pytest.fixture
def coordinator(client, centre):
    user = user_with_password(email="c@shkej.example")
    user.language = "en"
    user.save()
    GrantFactory(user=user, role="coordinator", centre=centre, exports=True, exports_names=True)
    sign_in(client, user.email)
    return user


def asked(client, address):
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        return client.get(address, follow=True).content.decode()


def test_before_a_file_with_names_it_speaks_of_the_file(client, coordinator, centre):
    event = EventFactory(centre=centre)

    page = asked(client, reverse("events:register_download", args=[event.pk]))

    assert NAMES in page
    assert ACCESS not in page


def test_before_a_grant_it_says_that_it_changes_who_may_get_in(client, coordinator):
    again, users = reverse("account_reauthenticate"), reverse("accounts:user_create")

    page = asked(client, f"{again}?next={users}")

    assert ACCESS in page


def test_of_what_it_does_not_know_it_says_nothing(client, coordinator):
    again = reverse("account_reauthenticate")

    page = asked(client, f"{again}?next=/nothing-is-here/")

    assert NAMES not in page
    assert ACCESS not in page
    assert "Show that it is you who is sitting here." in page


def test_every_route_to_a_file_is_one_that_is_there():
    assert {name for name, _arguments in all_routes()} >= FILES_WITH_NAMES

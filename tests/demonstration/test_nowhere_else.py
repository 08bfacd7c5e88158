"""What a real installation, or an empty one, has of the demonstration: nothing."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.access import access_table
from accounts.demonstration import DOMAIN, is_demonstration
from accounts.models import User
from demonstration.management.commands import forget_demo
from tests.accounts.factories import UserFactory
from tests.demonstration.served import BE, MAILS, START, served
from tests.events.factories import AttachmentFactory
from tests.often import MORE_ON_POSTGRESQL

pytestmark = MORE_ON_POSTGRESQL

__all__ = ["served"]


def test_without_the_demonstrations_accounts_there_is_nothing(served, db):
    visitor = Client(headers={"host": "127.0.0.1:8000"})

    assert visitor.get(START).status_code == 404
    assert visitor.post(BE, {"role": "admin"}).status_code == 404


def test_a_real_installation_has_no_such_pages(client, db):
    UserFactory(email=f"admin@{DOMAIN}")

    for address in (START, MAILS):
        assert client.get(address, HTTP_HOST="127.0.0.1").status_code == 404
    assert client.post(BE, {"role": "admin"}, HTTP_HOST="127.0.0.1").status_code == 404
    assert "_auth_user_id" not in client.session
    assert "start-here" not in client.get(reverse("account_login")).text
    assert not any(name.startswith("demonstration:") for name in access_table()["routes"])


def test_what_is_no_demonstration_is_never_forgotten(db, settings):
    settings.DEMONSTRATION = True
    UserFactory()
    assert not is_demonstration()

    with pytest.raises(CommandError):
        call_command("forget_demo")

    assert User.objects.count() == 1


def test_only_files_that_the_demonstration_names_are_forgotten(db):
    named = AttachmentFactory().file.name
    of_others = default_storage.save("events/of-others.pdf", ContentFile(b"%PDF-"))

    going = list(forget_demo.Command()._files())

    assert named in going
    assert of_others not in going

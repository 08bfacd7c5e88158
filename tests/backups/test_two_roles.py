"""PostgreSQL with two roles: the one that owns the tables restores, the other one works."""

import pytest
from django.db import connection

from accounts.audit import triggers
from accounts.audit.database_roles import changeable
from accounts.audit.sealing import seal_log
from accounts.audit.verifying import faults
from accounts.services import log_access
from participants.models import Participant
from tests.accounts.audit.test_audit_roles import refused, role, signed_in  # noqa: F401
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.usefixtures("role")  # ends after the place, whose databases it has rights in
def test_r49_a_restore_leaves_the_tables_to_their_owner(request, place):
    """The application signs in with its own role; the copy is of the owner, and guarded again."""
    application = request.getfixturevalue("role")
    person = ParticipantFactory(last_name="Before")
    log_access("sign_in")
    seal_log()
    path = place.backup()
    ParticipantFactory(last_name="After")

    with signed_in(application):
        place.restore(path)

        assert list(Participant.objects.values_list("pk", "last_name")) == [(person.pk, "Before")]
        assert changeable() == []
        refused('DELETE FROM "accounts_accesslog"')
        refused('DROP TABLE "accounts_accesslog"')
        log_access("sign_in")
        ParticipantFactory(last_name="Later")
        assert Participant.objects.count() == 2
    assert triggers.missing(connection) == []
    assert list(faults()) == []

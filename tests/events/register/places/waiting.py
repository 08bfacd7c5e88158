"""Whether people have a place or wait for one."""

import pytest
from django.core.exceptions import ValidationError

from events.models import Registration

STAFF = Registration.Source.STAFF
R, W, C = "registered", "waitlisted", "cancelled"


def refused(code):
    return pytest.raises(ValidationError, check=lambda refusal: refusal.code == code)


def statuses(registrations):
    rows = Registration.objects.in_bulk([row.pk for row in registrations])
    return [rows[row.pk].status for row in registrations]

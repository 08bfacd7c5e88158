"""What tests of registers expect to be refused."""

import pytest
from django.core.exceptions import ValidationError


def refused(code):
    return pytest.raises(ValidationError, check=lambda refusal: refusal.code == code)

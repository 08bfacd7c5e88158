"""What a template says is read once for the three steps of filling it in."""

import pytest
from django.core.exceptions import ValidationError

from reports.prp import reading
from reports.prp.layout import Template


@pytest.fixture
def read(monkeypatch):
    """The contents that were read, one after the other; a bad one is refused."""
    contents = []

    def reads(content):
        contents.append(content)
        if content == b"bad":
            raise ValidationError("bad")
        return Template()

    monkeypatch.setattr(reading, "_kept", {})
    monkeypatch.setattr(reading, "_read", reads)
    return contents


def test_a_template_that_comes_again_is_not_read_again(read):
    first = reading.read_template(b"one")

    assert reading.read_template(b"one") is first
    assert reading.read_template(b"two") is not first
    assert read == [b"one", b"two"]


def test_the_layouts_read_last_are_kept_and_no_more(read):
    for content in (b"1", b"2", b"3", b"4", b"1", b"5"):
        reading.read_template(content)
    reading.read_template(b"1")  # came again before the fifth
    reading.read_template(b"2")  # which made it leave

    assert read == [b"1", b"2", b"3", b"4", b"5", b"2"]


def test_what_was_refused_is_refused_again(read):
    for _time in range(2):
        with pytest.raises(ValidationError):
            reading.read_template(b"bad")

    assert read == [b"bad", b"bad"]

"""What the tests of registers as files share: a meeting, and five lines of it."""

from datetime import date, timedelta

import pytest

from tests.events.factories import (
    EventFactory,
    HeadcountFactory,
    RegistrationFactory,
    SeriesFactory,
)
from tests.events.importing.downloads.registers import NOON
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import OrganisationFactory, ProjectFactory


@pytest.fixture
def event(centre):
    """A meeting with titles in both languages, in a project and a series."""
    return EventFactory(
        centre=centre,
        title_sq="Takimi i tetorit",
        title_en="Meeting in October",
        venue_sq="Salla e madhe",
        starts_at=NOON,
        ends_at=NOON + timedelta(hours=2),
        series=SeriesFactory(centre=centre),
        projects=[ProjectFactory(code="AKSES-2021")],
    )


@pytest.fixture
def register(event):
    """Two girls of one name and age, a boy by his nickname, one who came, and eight counted."""
    child = CategoryFactory(code="child")
    for _twice in range(2):
        girl = ParticipantFactory(
            first_name="Ana", last_name="Deda", sex="female", birth_year=2010, category=child
        )
        RegistrationFactory(event=event, participant=girl, category=child)
    boy = ParticipantFactory(first_name="Lul", last_name="", sex="male", category=child)
    RegistrationFactory(event=event, participant=boy, category=child, present=True)
    mother = ParticipantFactory(
        first_name="Drita",
        last_name="Çela",
        birth_date=date(1985, 3, 4),
        phone="+355692345678",
        disability="yes",
        disability_method="asked",
        category=CategoryFactory(code="parent"),
    )
    RegistrationFactory(
        event=event,
        participant=mother,
        category=mother.category,
        organisation=OrganisationFactory(name_sq="Bashkia Tiranë"),
        attendance="late",
        marked_at=NOON,
        age=36,
    )
    HeadcountFactory(event=event, category=child, sex="female", age_from=6, age_to=9, count=8)
    return event

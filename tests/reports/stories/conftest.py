"""What tests of posts share: a meeting with people, a quote and a partner."""

import pytest

from events.models import Quote
from tests.events.factories import HeadcountFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import OrganisationFactory, ProjectFactory
from tests.reports.factories import came, held


@pytest.fixture
def event():
    project = ProjectFactory(credit_line_sq="Me mbështetjen e UNICEF.", credit_line_en="Thanks.")
    event = held(
        "2021-10-06",
        projects=[project],
        title_sq="Takimi ynë",
        title_en="Our meeting",
        aim_sq="Qëllimi ishte informimi.",
        aim_en="The purpose was to inform.",
        venue_sq="Qendra “Engjëjt e Vegjël”",
        venue_en="Centre “Little Angels”",
    )
    city = OrganisationFactory(name_sq="Bashkia", name_en="City")
    event.parts.create(organisation=city, part="co_organiser")
    Quote.objects.create(
        event=event, text_sq="Bashkë.", text_en="Together.", said_by_en="a teacher"
    )
    for _person in range(7):
        came(event, ParticipantFactory(first_name="Zana", last_name="Kanarina"))
    HeadcountFactory(event=event, category=CategoryFactory(code="parent"), count=5)
    return event

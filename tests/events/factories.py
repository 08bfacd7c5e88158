from datetime import UTC, date, datetime, time, timedelta

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from events.models import (
    Attachment,
    Attendance,
    Centre,
    Event,
    EventProposal,
    Headcount,
    Registration,
    Series,
    SeriesMember,
)
from tests.accounts.factories import UserFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.partners.factories import OrganisationFactory


class CentreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Centre
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"centre-{n}")
    name_sq = factory.LazyAttribute(lambda centre: f"Qendra {centre.code}")


class EventFactory(factory.django.DjangoModelFactory):
    """A held event at noon UTC on 6 October 2021, in the seeded centre."""

    class Meta:
        model = Event
        skip_postgeneration_save = True

    centre = factory.SubFactory(CentreFactory, code="engjejt-e-vegjel")
    title_sq = factory.Sequence(lambda n: f"Takimi {n:05}")  # as near to others whatever n is
    starts_at = datetime(2021, 10, 6, 12, tzinfo=UTC)
    status = Event.Status.HELD

    @factory.post_generation
    def projects(self, create, extracted, **kwargs):
        """`EventFactory(projects=[project])`."""
        if extracted:
            self.projects.set(extracted)

    class Params:
        planned = factory.Trait(status=Event.Status.PLANNED)
        closed = factory.Trait(register_closed_at=datetime(2021, 10, 6, 18, tzinfo=UTC))


class RegistrationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Registration

    event = factory.SubFactory(EventFactory)
    participant = factory.SubFactory(ParticipantFactory)
    category = factory.SubFactory(CategoryFactory)

    class Params:
        present = factory.Trait(
            attendance=Attendance.PRESENT,
            marked_at=datetime(2021, 10, 6, 12, 5, tzinfo=UTC),
        )


class HeadcountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Headcount

    event = factory.SubFactory(EventFactory)
    category = factory.SubFactory(CategoryFactory)
    count = 5


class SeriesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Series

    centre = factory.SubFactory(CentreFactory, code="engjejt-e-vegjel")
    title_sq = factory.Sequence(lambda n: f"Seria {n}")
    rule = "FREQ=WEEKLY;BYDAY=TU"
    starts_on = counts_from = date(2021, 10, 5)
    ends_on = date(2021, 12, 31)
    start_time, end_time = time(17), time(18, 30)


class SeriesMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SeriesMember

    series = factory.SubFactory(SeriesFactory)
    participant = factory.SubFactory(ParticipantFactory)
    joined_on = date(2021, 10, 5)


class AttachmentFactory(factory.django.DjangoModelFactory):
    """A signed list of one page, without a number of signatures."""

    class Meta:
        model = Attachment

    event = factory.SubFactory(EventFactory)
    kind = Attachment.Kind.SIGNED_SHEET
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.7\n%%EOF\n", "x"))
    original_name = "2021.pdf"


class EventProposalFactory(factory.django.DjangoModelFactory):
    """A proposal that waits, for three days from now."""

    class Meta:
        model = EventProposal

    organisation = factory.SubFactory(OrganisationFactory)
    proposed_by = factory.SubFactory(UserFactory)
    title_sq = factory.Sequence(lambda n: f"Propozimi {n}")
    venue_sq = "Biblioteka"
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=3))

    class Params:
        # In the shared calendar: an event of the seeded centre, as `accept` makes it.
        accepted = factory.Trait(
            status=EventProposal.Status.ACCEPTED,
            decided_by=factory.SubFactory(UserFactory),
            decided_at=factory.LazyFunction(timezone.now),
            event=factory.SubFactory(
                EventFactory,
                planned=True,
                visibility=Event.Visibility.ALL_PARTNERS,
                title_sq=factory.SelfAttribute("..title_sq"),
                venue_sq=factory.SelfAttribute("..venue_sq"),
                starts_at=factory.SelfAttribute("..starts_at"),
            ),
        )

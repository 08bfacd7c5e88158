import factory

from participants.models import Category, Participant


class CategoryFactory(factory.django.DjangoModelFactory):
    """The seeded category of that code."""

    class Meta:
        model = Category
        django_get_or_create = ["code"]

    code = "parent"


class ParticipantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participant

    first_name = factory.Sequence(lambda n: f"Emri{n}")
    last_name = factory.Sequence(lambda n: f"Mbiemri{n}")
    category = factory.SubFactory(CategoryFactory)

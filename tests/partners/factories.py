import factory

from partners.models import Municipality, Organisation, Programme, Project


class MunicipalityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Municipality
        django_get_or_create = ["name"]

    name = "Tiranë"
    county = "Tiranë"


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name_sq = factory.Sequence(lambda n: f"Organizata {n}")


class ProgrammeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Programme

    title_sq = factory.Sequence(lambda n: f"Programi {n}")


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Project

    code = factory.Sequence(lambda n: f"P-{n}")
    title_sq = factory.Sequence(lambda n: f"Projekti {n}")

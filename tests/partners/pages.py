"""The pages of organisations, programmes and projects."""

from django.urls import reverse

from partners.models import ProjectOrganisation
from tests.partners.factories import OrganisationFactory, ProgrammeFactory, ProjectFactory

KINDS = {
    "organisation": OrganisationFactory,
    "programme": ProgrammeFactory,
    "project": ProjectFactory,
}


def url(name, row=None):
    return reverse(f"partners:{name}", args=[row.pk] if row else [])


def text(response):
    return " ".join(response.content.decode().split())


def part_of(organisation, project, part="partner"):
    return ProjectOrganisation.objects.create(organisation=organisation, project=project, part=part)

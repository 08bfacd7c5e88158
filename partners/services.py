"""Acts on projects that touch several rows."""

from django.db import transaction

from partners.models import ProjectOrganisation


@transaction.atomic
def set_parts(*, project, pairs):
    """Let exactly `pairs` (organisation's id, part) stand for `project`; the rest goes."""
    wanted = set(pairs)
    for row in project.parts.all():
        if (row.organisation_id, row.part) in wanted:
            wanted.discard((row.organisation_id, row.part))
        else:
            row.delete()
    for organisation, part in sorted(wanted):
        ProjectOrganisation.objects.create(project=project, organisation_id=organisation, part=part)

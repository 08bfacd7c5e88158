from partners.forms.filters import OrganisationFilterForm, ProgrammeFilterForm, ProjectFilterForm
from partners.forms.organisations import OrganisationForm
from partners.forms.programmes import ProgrammeForm
from partners.forms.projects import ProjectForm, part_rows

__all__ = [
    "OrganisationFilterForm",
    "OrganisationForm",
    "ProgrammeFilterForm",
    "ProgrammeForm",
    "ProjectFilterForm",
    "ProjectForm",
    "part_rows",
]

from partners.forms.filters import OrganisationFilterForm, ProgrammeFilterForm, ProjectFilterForm
from partners.forms.organisations import OrganisationForm
from partners.forms.parts import part_rows
from partners.forms.programmes import ProgrammeForm
from partners.forms.projects import ProjectForm

__all__ = [
    "OrganisationFilterForm",
    "OrganisationForm",
    "ProgrammeFilterForm",
    "ProgrammeForm",
    "ProjectFilterForm",
    "ProjectForm",
    "part_rows",
]

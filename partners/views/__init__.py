from partners.views.contacts import contact_confirm, contact_keep, contact_refuse
from partners.views.organisations import (
    OrganisationCreateView,
    OrganisationDetailView,
    OrganisationListView,
    OrganisationUpdateView,
)
from partners.views.programmes import (
    ProgrammeCreateView,
    ProgrammeDetailView,
    ProgrammeListView,
    ProgrammeUpdateView,
)
from partners.views.projects import (
    ProjectDetailView,
    ProjectListView,
    project_create,
    project_update,
)
from partners.views.users import user_invite, user_invite_again, user_revoke

__all__ = [
    "OrganisationCreateView",
    "OrganisationDetailView",
    "OrganisationListView",
    "OrganisationUpdateView",
    "ProgrammeCreateView",
    "ProgrammeDetailView",
    "ProgrammeListView",
    "ProgrammeUpdateView",
    "ProjectDetailView",
    "ProjectListView",
    "contact_confirm",
    "contact_keep",
    "contact_refuse",
    "project_create",
    "project_update",
    "user_invite",
    "user_invite_again",
    "user_revoke",
]

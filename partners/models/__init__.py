from partners.models.contacts import NewContact
from partners.models.feeds import CalendarFeed
from partners.models.organisations import Organisation
from partners.models.places import AdministrativeUnit, Municipality
from partners.models.projects import Programme, Project, ProjectOrganisation

__all__ = [
    "AdministrativeUnit",
    "CalendarFeed",
    "Municipality",
    "NewContact",
    "Organisation",
    "Programme",
    "Project",
    "ProjectOrganisation",
]

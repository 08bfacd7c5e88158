"""The project of events that name none themselves."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from partners.models import Project


def projects_of(user: User | None) -> dict[str, Project]:
    """{code, in small letters: project} of those that `user` sees; of all without one."""
    visible = Project.objects.visible_to(user) if user else Project.objects.all()
    return {project.code.casefold(): project for project in visible}


def project_of(code: str, projects: dict[str, Project], create_projects: bool) -> Project | None:
    """The one of this code among `projects`, which also gets one that is to be made, not saved yet.

    None without a code; ValidationError where there is none and none is to be made.
    """
    if not code:
        return None
    project = projects.get(code.casefold())
    if project is None:
        if not create_projects:
            raise ValidationError(
                _("There is no project with the code “%(code)s”.") % {"code": code}
            )
        project = Project(code=code, title_sq=code, needs_completion=True)
        project.full_clean(exclude=["title"])
        projects[code.casefold()] = project
    return project

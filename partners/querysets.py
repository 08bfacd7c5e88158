"""Which organisations, programmes and projects a user sees.

A partner's user sees its own organisation and what that takes part in; everybody else with the
permission sees all, for these rows hold no personal data of families. They are changed, and people
are invited for them, only by those whose centres use them.
"""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.querysets import centres_of
from shkej.lib.albanian import fold, terms

VIEW_ORGANISATION, VIEW_PROJECT, VIEW_PROGRAMME = (
    f"partners.view_{name}" for name in ("organisation", "project", "programme")
)
USES_OF_PROJECT = ("events__centre", "series__centre")
USES_OF_PROGRAMME = tuple(f"projects__{path}" for path in USES_OF_PROJECT)
USES_OF_ORGANISATION = (
    "events__centre",
    "invitations__event__centre",
    "registrations__event__centre",
    "participants__centre",
    *(f"projects__{path}" for path in USES_OF_PROJECT),
)


def partner_scope(user, permission, path):
    """Rows that belong to the organisations for which `user` holds `permission`.

    `path`: how to get from the row to its organisation. No limit where a grant reaches centres.
    """
    grants = user.grants_for(permission)
    if any(grant.reaches_centres for grant in grants):
        return Q()
    keys = [grant.organisation_id for grant in grants if grant.organisation_id]
    return Q(**{f"{path}__in": keys})


def used_by_own_centres(rows, user, permission, paths):
    """Those of `rows` that the centres use in which `user` holds `permission`, or no centre uses.

    `paths`: how to get from a row to the centres that use it. All, for whoever holds it in all
    centres, and for partners: their own rows are theirs.
    """
    centres = centres_of(user, permission)
    if not centres:
        return rows
    scope, is_unused = Q(), Q()
    for path in paths:
        uses = rows.model._base_manager.filter(pk=OuterRef("pk"))
        scope |= Q(Exists(uses.filter(**{f"{path}__in": centres})))
        is_unused &= ~Q(Exists(uses.filter(**{f"{path}__isnull": False})))
    return rows.filter(scope | is_unused)


def folded_search(rows, query, columns):
    """Those of `rows` that have each word of `query` in one of `columns`, without diacritics.

    Reads all rows: for tables that stay small, such as projects and programmes.
    """
    words = terms(query)
    if not words:
        return rows
    found = [
        key
        for key, *texts in rows.order_by().values_list("pk", *columns)
        if all(word in fold(" ".join(filter(None, texts))) for word in words)
    ]
    return rows.filter(pk__in=found)


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user, permission=VIEW_ORGANISATION):
        """Organisations that `user` may see or (by `permission`) change."""
        found = self.filter(partner_scope(user, permission, "pk"))
        if permission == VIEW_ORGANISATION:
            return found
        return used_by_own_centres(found, user, permission, USES_OF_ORGANISATION)

    def active(self):
        """Organisations that we still work with."""
        return self.filter(is_active=True)

    def search(self, query):
        """Organisations whose name has each word of `query`, without regard to diacritics."""
        found = self
        for term in terms(query):
            found = found.filter(search_name__contains=term)
        return found


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user, permission=VIEW_PROJECT):
        """Projects that `user` may see or (by `permission`) change."""
        scope = partner_scope(user, permission, "organisations")
        found = self.filter(scope).distinct() if scope else self
        if permission == VIEW_PROJECT:
            return found
        return used_by_own_centres(found, user, permission, USES_OF_PROJECT)

    def search(self, query):
        """Projects whose code or title has each word of `query`, without regard to diacritics."""
        return folded_search(self, query, ("code", "title_sq", "title_en"))


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, user, permission=VIEW_PROGRAMME):
        """Programmes that `user` may see or (by `permission`) change."""
        scope = partner_scope(user, permission, "projects__organisations")
        found = self.filter(scope).distinct() if scope else self
        if permission == VIEW_PROGRAMME:
            return found
        return used_by_own_centres(found, user, permission, USES_OF_PROGRAMME)

    def search(self, query):
        """Programmes whose title has each word of `query`, without regard to diacritics."""
        return folded_search(self, query, ("title_sq", "title_en"))

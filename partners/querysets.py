"""Which organisations, programmes and projects a user sees.

A partner's user sees its own organisation and what that takes part in; everybody else with the
permission sees all, for these rows hold no personal data of families.
"""

from django.db import models
from django.db.models import Q

from shkej.lib.albanian import fold, terms


def partner_scope(user, permission, path):
    """Rows that belong to the organisations for which `user` holds `permission`.

    `path`: how to get from the row to its organisation. No limit where a grant is not a partner's.
    """
    grants = user.grants_for(permission)
    if any(grant.organisation_id is None for grant in grants):
        return Q()
    return Q(**{f"{path}__in": [grant.organisation_id for grant in grants]})


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
    def visible_to(self, user, permission="partners.view_organisation"):
        """Organisations that `user` may see or (by `permission`) change."""
        return self.filter(partner_scope(user, permission, "pk"))

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
    def visible_to(self, user, permission="partners.view_project"):
        """Projects that `user` may see or (by `permission`) change."""
        scope = partner_scope(user, permission, "organisations")
        return self.filter(scope).distinct() if scope else self

    def search(self, query):
        """Projects whose code or title has each word of `query`, without regard to diacritics."""
        return folded_search(self, query, ("code", "title_sq", "title_en"))


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, user, permission="partners.view_programme"):
        """Programmes that `user` may see or (by `permission`) change."""
        scope = partner_scope(user, permission, "projects__organisations")
        return self.filter(scope).distinct() if scope else self

    def search(self, query):
        """Programmes whose title has each word of `query`, without regard to diacritics."""
        return folded_search(self, query, ("title_sq", "title_en"))

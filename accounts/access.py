"""The access table: which role has which permission, and which route asks for which.

`access.toml` is the only place where this is written: `AccessMiddleware` and `User.has_perm` read
it, views do not repeat it, and the tests walk the URLconf against it.
"""

import tomllib
from functools import cache

from django.conf import settings

ANYBODY, SIGNED_IN = "anybody", "signed-in"
SENSITIVE = "participants.view_sensitive"


@cache
def access_table():
    """The table: `{"permissions": {code: [roles]}, "names": {…}, …, "routes": {name: {…}}}`.

    A demonstration has routes of its own, which are in a table beside it.
    """
    table, *others = (tomllib.loads(path.read_text("utf-8")) for path in settings.ACCESS_TABLES)
    for other in others:
        table["routes"] |= other["routes"]
    return table


@cache
def role_permissions(role):
    """The permissions that `role` carries."""
    return frozenset(
        permission for permission, roles in access_table()["permissions"].items() if role in roles
    )


@cache
def tells_names(permission):
    """Whether `permission` tells who was on a register: more than that, and how many, came."""
    return permission in access_table()["names"]["permissions"]


@cache
def exporting():
    """The permissions that take data away, exact or of people: with `exports` on the grant."""
    return frozenset(access_table()["exports"]["permissions"]) | naming()


@cache
def naming():
    """Those of them that take names away: with `exports_names` on the grant as well."""
    return frozenset(access_table()["exports"]["with_names"])


def permissions_of(grant):
    """The permissions of one grant: those of its role, but what is given to a person apart."""
    permissions = role_permissions(grant.role)
    if not grant.sees_sensitive:
        permissions -= {SENSITIVE}
    if not grant.exports_names:
        permissions -= naming()
    return permissions if grant.exports else permissions - exporting()

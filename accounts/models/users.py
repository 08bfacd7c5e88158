"""The people who sign in."""

from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.access import permissions_of
from accounts.models.grants import WITHOUT_POWER, Grant, Role
from shkej.lib.albanian import terms
from shkej.lib.bilingual import FIRST, LANGUAGES
from shkej.lib.fields import FoldedField, SortKeyField
from shkej.lib.models import TimestampedModel
from shkej.lib.queries.prepared import Prepared


class UserQuerySet(models.QuerySet):
    def active(self):
        """Users who may sign in."""
        return self.filter(is_active=True)

    def administrators(self):
        """Active users who run the system, each once."""
        return self.active().filter(grants__role=Role.ADMIN).distinct()

    def coordinators(self):
        """Active users who coordinate now, each once: not whose role waits or is yet to begin."""
        grants = Grant.objects.in_effect().filter(role=Role.COORDINATOR)
        return self.active().filter(grants__in=grants).distinct()

    def invited_for(self, organisation):
        """Active partner users of an organisation who have not set a password yet."""
        users = self.active().filter(grants__role=Role.PARTNER, grants__organisation=organisation)
        return users.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)

    def acting_for(self, organisation):
        """Active partner users of an organisation (or a reference to one) who have a password."""
        return self._acting(grants__organisation=organisation)

    def acting_for_any(self, organisations):
        """The same of several; who acts for two of them is there twice."""
        return self._acting(grants__organisation__in=organisations)

    def _acting(self, **which):
        users = self.active().filter(grants__role=Role.PARTNER, **which)
        return users.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)

    def visible_to(self, user, permission="accounts.view_user"):
        """All users, for those who run the system; nobody, for everybody else."""
        return self if user.has_perm(permission) else self.none()

    def search(self, query):
        """Users whose name or e-mail has each word of `query`, without regard to diacritics."""
        found = self
        for term in terms(query):
            found = found.filter(search_name__contains=term)
        return found

    def for_list(self):
        """With their roles and where they hold them, in a bounded number of queries."""
        return self.prefetch_related("grants__centre", "grants__organisation")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, email, password=None, **fields):
        """Make a user; without a password they can only sign in by a reset link."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email):
        """Find a user by e-mail, whatever its case."""
        return self.get(email__iexact=email)


class User(TimestampedModel, AbstractBaseUser):
    """Somebody who signs in by e-mail; what they may do is in their grants."""

    email = models.EmailField(_("email"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(
        _("language"), max_length=2, choices=list(LANGUAGES.items()), default=FIRST
    )
    is_active = models.BooleanField(_("active"), default=True)
    search_name = FoldedField(max_length=405, sources=["name", "email"])
    sort_name = SortKeyField(max_length=300, sources=["name"], db_index=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("A user with this email already exists."),
            )
        ]

    def __str__(self):
        return self.name or self.email

    @property
    def has_role(self):
        """Whether this user has any role, also one that does not count yet."""
        return bool(self._held_grants)

    @cached_property
    def _grants(self):
        """Those that count now."""
        return [grant for grant in self._held_grants if grant.is_in_effect]

    @cached_property
    def _held_grants(self):
        """Those of no closed account, nor for an organisation that is inactive."""
        if not (self.pk and self.is_active):
            return []
        if "grants" in getattr(self, "_prefetched_objects_cache", {}):
            grants = self.grants.all()
        else:
            grants = GRANTS.rows(self.pk)
            for grant in grants:
                grant.user = self
        return [
            grant for grant in grants if grant.organisation is None or grant.organisation.is_active
        ]

    def grants_for(self, permission):
        """The grants whose role carries `permission`: only these widen a scope."""
        return [grant for grant in self._grants if permission in permissions_of(grant)]

    def has_perm(self, permission, obj=None):
        """Whether any role of this user carries `permission`, in whatever scope."""
        return bool(self.grants_for(permission))

    def holds_in(self, permission, centre_id):
        """Whether a role of this user carries `permission` in that centre.

        Of volunteers that says nothing of the event: whether they are assigned to it, `visible_to`
        tells.
        """
        return any(
            grant.reaches_centres and grant.centre_id in (None, centre_id)
            for grant in self.grants_for(permission)
        )

    def has_perms(self, permissions, obj=None):
        """Whether this user has each of `permissions`."""
        return all(self.has_perm(permission) for permission in permissions)

    def has_module_perms(self, app_label):
        """Whether any role of this user has a permission of the app `app_label`."""
        return any(
            permission.startswith(f"{app_label}.")
            for grant in self._grants
            for permission in permissions_of(grant)
        )

    @property
    def roles(self):
        """The codes of this user's roles."""
        return {grant.role for grant in self._grants}

    @property
    def needs_second_factor(self):
        """Whether one of this user's roles opens so much that a password alone is too little."""
        return any(
            grant.role not in WITHOUT_POWER or grant.sees_sensitive or grant.exports
            for grant in self._grants
        )


# Asked for at every request.
GRANTS = Prepared(lambda user: Grant.objects.filter(user=user).select_related("organisation"))

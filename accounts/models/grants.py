"""Roles, and the centre or organisation in which a user holds them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shkej.lib.models import TimestampedModel


class Role(models.TextChoices):
    """The six roles; what each may do is in `accounts/access.toml`."""

    ADMIN = "admin", _("Administration")
    COORDINATOR = "coordinator", _("Coordination")
    STAFF = "staff", _("Centre staff")
    VOLUNTEER = "volunteer", _("Volunteer")
    PARTNER = "partner", _("Partner organisation")
    OBSERVER = "observer", _("Read only")


# Whose scope is centres: that of the grant or, where it names none, all. Roles are named where they
# open something: one that is named nowhere opens nothing.
OF_CENTRES = frozenset({Role.COORDINATOR, Role.STAFF, Role.VOLUNTEER, Role.OBSERVER})
# For whom a password alone may be enough; any other role needs a second factor.
WITHOUT_POWER = frozenset({Role.STAFF, Role.VOLUNTEER, Role.PARTNER, Role.OBSERVER})


class GrantQuerySet(models.QuerySet):
    def in_effect(self):
        """Those that count now: neither waiting for a second person nor for their hour."""
        begun = Q(effective_from=None) | Q(effective_from__lte=timezone.now())
        return self.filter(begun, waits=False)


class Grant(TimestampedModel):
    """One role of one user: in one centre, for one organisation, or (neither) everywhere."""

    user = models.ForeignKey(
        "accounts.User", models.CASCADE, related_name="grants", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    centre = models.ForeignKey(
        "events.Centre",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("centre"),
        help_text=_("Leave empty for all centres."),
    )
    organisation = models.ForeignKey(
        "partners.Organisation",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("organisation"),
    )
    sees_sensitive = models.BooleanField(
        _("may see sensitive details"),
        default=False,
        help_text=_("Disability of single persons. Given to a person, not to a role."),
    )
    exports = models.BooleanField(
        _("may export"),
        default=False,
        help_text=_(
            "Take exact figures and people’s data away as files. Given to a person, not to a role."
        ),
    )
    exports_names = models.BooleanField(
        _("may export names"),
        default=False,
        help_text=_(
            "Take a list of people with their names away as a locked file, with a reason. Only "
            "together with “may export”."
        ),
    )
    # A role that opens people's data waits for a second person (accounts/granting).
    waits = models.BooleanField(default=False, editable=False)
    effective_from = models.DateTimeField(null=True, editable=False)
    given_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False
    )
    confirmed_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role of a user")
        verbose_name_plural = _("roles of users")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role=Role.PARTNER, organisation__isnull=False)
                | (~Q(role=Role.PARTNER) & Q(organisation__isnull=True)),
                name="grant_partner_has_organisation",
                violation_error_message=_(
                    "A partner needs an organisation, and only a partner has one."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(role__in=[Role.STAFF, Role.VOLUNTEER]) | Q(centre__isnull=False),
                name="grant_staff_has_centre",
                violation_error_message=_("Staff and volunteers need a centre."),
            ),
            models.CheckConstraint(
                condition=~Q(role__in=[Role.ADMIN, Role.PARTNER]) | Q(centre__isnull=True),
                name="grant_admin_has_no_centre",
                violation_error_message=_("This role is not bound to a centre."),
            ),
            models.CheckConstraint(
                condition=Q(sees_sensitive=False) | Q(role__in=[Role.COORDINATOR, Role.STAFF]),
                name="grant_sensitive_only_for_centres",
                violation_error_message=_(
                    "Only coordinators and centre staff may see sensitive details."
                ),
            ),
            models.CheckConstraint(
                condition=Q(exports=False) | Q(role=Role.COORDINATOR),
                name="grant_export_only_for_coordinators",
                violation_error_message=_("Only coordinators may export."),
            ),
            models.CheckConstraint(
                condition=Q(exports_names=False) | Q(exports=True),
                name="grant_names_only_with_export",
                violation_error_message=_("Whoever exports names may export in the first place."),
            ),
            models.UniqueConstraint(
                "user",
                "role",
                Coalesce("centre_id", 0),
                Coalesce("organisation_id", 0),
                name="grant_unique",
                violation_error_message=_("The user has this role already."),
            ),
        ]

    def __str__(self):
        return self.get_role_display()

    @property
    def is_in_effect(self):
        """Whether it opens anything now."""
        return not self.waits and not self.is_to_begin

    @property
    def is_to_begin(self):
        """Whether it begins by itself later."""
        return self.effective_from is not None and self.effective_from > timezone.now()

    @property
    def is_of_centres(self):
        """Whether it holds in one centre, or where none is named in all of them."""
        return self.role in OF_CENTRES

    @property
    def reaches_centres(self):
        """Whether rows of centres are its scope; not of partners."""
        return self.role == Role.ADMIN or self.is_of_centres

"""Community centres: the scope of what their staff may see."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.querysets import centre_scope
from participants.lib.births import ADULT_AGE
from participants.models.consents import CONSENT_AGE
from shkej.lib.constraints import filled_in_one_language
from shkej.lib.models import TimestampedModel

YOUNGEST = 13  # UNICEF's policy of 2020: below it a representative always answers


class CentreQuerySet(models.QuerySet):
    def visible_to(self, user, permission="events.view_event"):
        """The centres in which `user` holds `permission`; none for partners."""
        return self.filter(centre_scope(user, permission, "pk"))


class Centre(TimestampedModel):
    """A community centre."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=150)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("email"), max_length=254, blank=True)
    municipality = models.ForeignKey(
        "partners.Municipality",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="centres",
        verbose_name=_("municipality"),
    )
    consent_age = models.PositiveSmallIntegerField(
        _("age from which people answer about consent themselves"),
        default=CONSENT_AGE,
        validators=[MinValueValidator(YOUNGEST), MaxValueValidator(ADULT_AGE)],
    )

    objects = CentreQuerySet.as_manager()

    class Meta:
        verbose_name = _("centre")
        verbose_name_plural = _("centres")
        ordering = ["code"]
        constraints = [
            filled_in_one_language(
                "name",
                name="centre_has_name",
                message=_("Give the name in at least one language."),
            )
        ]

    def __str__(self):
        return self.name

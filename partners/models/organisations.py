"""Organisations: legal bodies we work with or report to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.querysets import OrganisationQuerySet
from shkej.lib.bilingual import FIRST, LANGUAGES
from shkej.lib.constraints import filled_in_one_language
from shkej.lib.fields import FoldedField, ShownKeyField
from shkej.lib.models import TimestampedModel
from shkej.lib.queries.ordering import NamedChoices, Shown


class Organisation(TimestampedModel):
    """A legal body: a state institution, an NGO, a donor, …"""

    class Kind(NamedChoices):
        """What kind of body it is."""

        STATE_INSTITUTION = "state_institution", _("State institution")
        STATE_POLICE = "state_police", _("State Police")
        NGO = "ngo", _("Non-governmental organisation")
        SERVICE_PROVIDER = "service_provider", _("Service provider")
        UN_AGENCY = "un_agency", _("UN agency")
        DONOR = "donor", _("Donor")
        EMBASSY = "embassy", _("Embassy")
        SCHOOL = "school", _("School")
        COMMUNITY_GROUP = "community_group", _("Community group")
        OTHER = "other", _("Other")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("type of organisation"), max_length=20, choices=Kind.choices, default=Kind.OTHER
    )
    contact_name = models.CharField(_("contact person"), max_length=150, blank=True)
    contact_email = models.EmailField(_("contact email"), blank=True)
    contact_phone = models.CharField(_("contact phone"), max_length=30, blank=True)
    language = models.CharField(
        _("language of mail"), max_length=2, choices=list(LANGUAGES.items()), default=FIRST
    )
    municipality = models.ForeignKey(
        "partners.Municipality",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("municipality"),
    )
    is_active = models.BooleanField(_("active"), default=True)
    needs_completion = models.BooleanField(_("to be completed"), default=False)
    search_name = FoldedField(max_length=500, sources=["name_sq", "name_en"], db_index=True)
    sort_name_sq = ShownKeyField(
        max_length=420, sources=["name_sq", "name_en"], language="sq", db_index=True
    )
    sort_name_en = ShownKeyField(
        max_length=420, sources=["name_en", "name_sq"], language="en", db_index=True
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = [Shown("sort_name"), "pk"]
        constraints = [
            filled_in_one_language(
                "name",
                name="organisation_has_name",
                message=_("Give the name in at least one language."),
            )
        ]

    def __str__(self):
        return self.name

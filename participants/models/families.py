"""Households, and the adults who answer for a child."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from participants.lib.ties import refuse_tie
from shkej.lib.models import SavedWhole, TimestampedModel
from shkej.lib.queries.ordering import NamedChoices


class Household(TimestampedModel):
    """People who live together; its name is for finding it again."""

    name = models.CharField(_("name"), max_length=150)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class Guardianship(SavedWhole, TimestampedModel):
    """One adult's responsibility for one child."""

    class Relation(NamedChoices):
        """What the adult is to the child."""

        MOTHER = "mother", _("Mother")
        FATHER = "father", _("Father")
        GRANDMOTHER = "grandmother", _("Grandmother")
        GRANDFATHER = "grandfather", _("Grandfather")
        LEGAL_GUARDIAN = "legal_guardian", _("Legal guardian")
        OTHER = "other", _("Other")

    adult = models.ForeignKey(
        "participants.Participant",
        models.CASCADE,
        related_name="wards",
        verbose_name=_("parent or guardian"),
    )
    child = models.ForeignKey(
        "participants.Participant",
        models.CASCADE,
        related_name="guardianships",
        verbose_name=_("child"),
    )
    relation = models.CharField(
        _("relationship to the child"), max_length=20, choices=Relation.choices
    )
    may_collect = models.BooleanField(_("may collect the child"), default=False)

    class Meta:
        verbose_name = _("guardianship")
        verbose_name_plural = _("guardianships")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                Least("adult", "child"),
                Greatest("adult", "child"),
                name="guardianship_unique",
                violation_error_message=_(
                    "These two are tied already. Remove that tie first if it is the wrong way "
                    "round."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(adult=F("child")),
                name="guardianship_two_people",
                violation_error_message=_("Nobody is their own guardian."),
            ),
        ]

    def __str__(self):
        return self.get_relation_display()

    def clean(self):
        """Refuse a tie that cannot be; two of the same people are the constraints' to refuse."""
        if self.adult_id and self.child_id and self.adult_id != self.child_id:
            refuse_tie(self.adult, self.child)

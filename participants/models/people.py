"""People served: who they are, as far as counting and finding them again needs it."""

import secrets

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participants.lib.births import OLDEST_AGE, Birth
from participants.lib.validators import (
    check_birth_date,
    check_birth_year,
    check_name,
    check_no_identity_number,
    check_told_age,
)
from participants.models.contacts import Reachable
from participants.models.names import PersonNames
from participants.models.participant_queryset import ParticipantQuerySet
from shkej.lib.bilingual import FIRST, NAMES
from shkej.lib.fields import FoldedField, SortKeyField
from shkej.lib.models import SavedWhole, TimestampedModel

PARTS_OF_NAME = ("first_name", "father_name", "last_name")
RULES = {
    **dict.fromkeys(PARTS_OF_NAME, check_name),
    "birth_date": check_birth_date,
    "birth_year": check_birth_year,
    "told_age": check_told_age,
    **dict.fromkeys(("phone", "safe_contact", "do_not_contact_reason"), check_no_identity_number),
}
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code():
    """A short random code that can be printed and read aloud: six of 31 characters, none alike."""
    return "".join(secrets.choice(CODE_LETTERS) for _letter in range(6))


class Sex(models.TextChoices):
    """Sex as recorded; the codes are in reports."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    UNKNOWN = "unknown", _("Not stated")


class Disability(models.TextChoices):
    """Whether a person has a disability; the codes are in reports."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not asked")


class Participant(PersonNames, Reachable, SavedWhole, TimestampedModel):
    """A person served. Never an identity number, an ethnicity or a case note.

    Age is known by one of: birth date, birth year, or an age with the day it was told.
    """

    code = models.CharField(
        _("participant code"), max_length=6, unique=True, default=new_code, editable=False
    )
    first_name = models.CharField(_("first name"), max_length=100)
    father_name = models.CharField(_("father’s name"), max_length=100, blank=True)
    last_name = models.CharField(_("surname"), max_length=100, blank=True)
    sex = models.CharField(_("sex"), max_length=10, choices=Sex, default=Sex.UNKNOWN)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    told_age = models.PositiveSmallIntegerField(_("age as told"), null=True, blank=True)
    age_told_on = models.DateField(_("age told on"), null=True, blank=True)
    category = models.ForeignKey(
        "participants.Category",
        models.PROTECT,
        related_name="participants",
        verbose_name=_("usually attends as"),
    )
    organisation = models.ForeignKey(
        "partners.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participants",
        verbose_name=_("organisation"),
    )
    centre = models.ForeignKey(
        "events.Centre",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participants",
        verbose_name=_("centre"),
        help_text=_("The centre that registered this person first."),
    )
    municipality = models.ForeignKey(
        "partners.Municipality",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participants",
        verbose_name=_("municipality"),
    )
    administrative_unit = models.ForeignKey(
        "partners.AdministrativeUnit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participants",
        verbose_name=_("administrative unit"),
    )
    disability = models.CharField(
        _("disability"), max_length=10, choices=Disability, default=Disability.UNKNOWN
    )
    disability_method = models.CharField(
        _("how disability was asked"),
        max_length=20,
        choices=[
            ("washington_group", _("Washington Group questions")),
            ("self_reported", _("Told by the person")),
            ("guardian_reported", _("Told by a guardian")),
            ("imported", _("From an imported file")),
        ],
        blank=True,
    )
    language = models.CharField(
        _("preferred language"),
        max_length=2,
        choices=list(NAMES.items()),
        default=FIRST,
    )
    household = models.ForeignKey(
        "participants.Household",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("household"),
    )
    needs_completion = models.BooleanField(_("to be completed"), default=False)
    import_key = models.CharField(_("name in the imported file"), max_length=100, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
        verbose_name=_("merged into"),
    )
    anonymised_on = models.DateField(_("nameless since"), null=True, blank=True, editable=False)
    search_name = FoldedField(
        max_length=310, sources=["first_name", "father_name", "last_name"], db_index=True
    )
    sort_name = SortKeyField(
        max_length=620, sources=["last_name", "first_name", "father_name"], db_index=True
    )

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["sort_name", "pk"]
        indexes = [models.Index(fields=["centre", "sort_name"], name="participant_centre_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_date=None, birth_year=None)
                | Q(birth_date=None, told_age=None)
                | Q(birth_year=None, told_age=None),
                name="participant_one_age_fact",
                violation_error_message=_(
                    "Give the date of birth, the year of birth or the age: one of them."
                ),
            ),
            models.CheckConstraint(
                condition=Q(told_age=None, age_told_on=None)
                | Q(told_age__isnull=False, told_age__lte=OLDEST_AGE, age_told_on__isnull=False),
                name="participant_told_age_has_day",
                violation_error_message=_("Enter an age between 0 and 120."),
            ),
            models.CheckConstraint(
                condition=Q(birth_year=None) | Q(birth_year__gte=1900, birth_year__lte=2100),
                name="participant_birth_year_plausible",
                violation_error_message=_("Enter a year of birth between 1900 and this year."),
            ),
            models.CheckConstraint(
                condition=~Q(first_name=""),
                name="participant_has_first_name",
                violation_error_message=_("Enter the first name."),
            ),
            models.CheckConstraint(
                condition=Q(disability="unknown") | ~Q(disability_method=""),
                name="participant_disability_method",
                violation_error_message=_("Say how disability was asked."),
            ),
            models.UniqueConstraint(
                fields=["centre", "import_key"],
                condition=~Q(import_key=""),
                name="participant_import_key_unique",
            ),
        ]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        """Save; who is called otherwise now is found by that."""
        from participants.finding.index import NAMES, reindex

        names = kwargs.get("update_fields")
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            if names is None or NAMES & set(names):
                reindex([self])

    def clean(self):
        """Refuse what nobody may record, and say it at its field; names get single spaces.

        Every way in comes through here, or through the same validators.
        """
        refused = {}
        for name in PARTS_OF_NAME:
            setattr(self, name, " ".join(getattr(self, name).split()))
        for name, check in RULES.items():
            value = getattr(self, name)
            if value in (None, ""):
                continue
            try:
                check(value)
            except ValidationError as refusal:
                refused[name] = refusal
        unit = self.administrative_unit
        if unit and self.municipality_id and unit.municipality_id != self.municipality_id:
            refused["administrative_unit"] = ValidationError(
                _("This unit is not in the municipality of %(municipality)s."),
                params={"municipality": self.municipality},
            )
        if refused:
            raise ValidationError(refused)

    @property
    def has_age_fact(self):
        """Whether anything is known from which an age can be worked out."""
        return self.birth.is_known

    @property
    def lacks(self):
        """The labels of what reports need and nobody has recorded yet."""
        missing = []
        if len(self.last_name.rstrip(".")) < 2:
            missing.append(_("surname"))
        if self.sex == Sex.UNKNOWN:
            missing.append(_("sex"))
        if not self.has_age_fact:
            missing.append(_("age"))
        if not self.category_id:
            missing.append(_("category"))
        return missing

    @property
    def birth(self):
        """What is known of the birth."""
        return Birth.of(self)

    def age_on(self, day):
        """Completed years on `day`; None where unknown, or where the birth cannot be (`births`)."""
        return self.birth.age_on(day)

"""Consents: rows that are only ever added."""

import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from participants.lib.births import ADULT_AGE
from participants.lib.younger import younger_than
from participants.models import consent_texts
from participants.models.families import Guardianship
from shkej.lib.bilingual import NAMES
from shkej.lib.dates import today
from shkej.lib.models import SavedWhole, TimestampedModel

# Until a centre says otherwise (Law 124/2024; docs/security.md, P4): who has not completed these
# years does not answer alone.
CONSENT_AGE = 16
LONGEST_REASON = 300


def stored_name(consent, _file_name):
    """A random name: what the file was called never becomes a path."""
    return f"consents/{secrets.token_hex(16)}"


def _is_valid(on):
    return (Q(expires_on=None) | Q(expires_on__gte=on)) & Q(answer="given")


class ConsentQuerySet(models.QuerySet):
    def visible_to(self, user, permission="participants.view_participant"):
        """Answers of the people whom `user` reaches by `permission`."""
        people = self.model._meta.get_field("participant").related_model.objects
        people = people.visible_to(user, permission).current().order_by().values("pk")
        return self.filter(participant__in=people)

    def newest(self):
        """The answers that count: of each person, for each purpose (and partner), the last one."""
        later = self.model.objects.filter(
            Q(shared_with=OuterRef("shared_with")) | ~Q(purpose=self.model.Purpose.SHARING),
            Q(given_on__gt=OuterRef("given_on"))
            | Q(given_on=OuterRef("given_on"), pk__gt=OuterRef("pk")),
            participant=OuterRef("participant"),
            purpose=OuterRef("purpose"),
        )
        return self.filter(~Exists(later))

    def valid(self, on):
        """Those that were given and have not expired by the day `on`."""
        return self.filter(_is_valid(on))

    def not_valid(self, on):
        """Those that were refused or withdrawn, or have expired by then."""
        return self.exclude(_is_valid(on))

    def ending(self, within):
        """Given ones that have expired, or will before the day `within`."""
        return self.filter(answer="given", expires_on__lt=within)

    def outgrown(self, on):
        """Given for somebody who has completed, by `on`, the age from which they answer alone.

        The age is that of the person's centre; of whom no age is known nobody can say it.
        """
        path = "participant__"
        ages = self.filter(answer="given").order_by()
        ages = set(ages.values_list(f"{path}centre__consent_age", flat=True).distinct())
        grown = Q(pk__in=[])
        for age in ages:
            of_age = ~younger_than(age or CONSENT_AGE, on, path)
            grown |= Q(**{f"{path}centre__consent_age": age}) & of_age
        known = Q()
        for fact in ("birth_date", "birth_year", "told_age"):
            known |= Q(**{f"{path}{fact}__isnull": False})
        by_others = ~Q(given_by=self.model.GivenBy.SELF)
        return self.filter(by_others, known, grown, answer="given")


class Consent(SavedWhole, TimestampedModel):
    """What somebody agreed to, refused or took back, for one purpose, at one time.

    `reason`: why a coordinator recorded an answer that breaks a rule; empty for all others.
    Rows from before these were asked have no method, no text and no legal basis.
    """

    Purpose = consent_texts.Purpose

    class Answer(models.TextChoices):
        """What was answered."""

        GIVEN = "given", _("Given")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class GivenBy(models.TextChoices):
        """Who answered."""

        SELF = "self", _("The person")
        GUARDIAN = "guardian", _("Parent or guardian")
        REPRESENTATIVE = "representative", _("Legal representative")
        AUTHORITY = "authority", _("Child protection authority")
        COORDINATOR = "coordinator", _("Coordinator, in the best interest of the child")

    class Assent(models.TextChoices):
        """What the child said when asked, beside whoever answers for it."""

        GIVEN = "given", _("Asked, and agreed")
        REFUSED = "refused", _("Asked, and did not agree")
        TOO_YOUNG = "too_young", _("Too young to be asked")

    class Method(models.TextChoices):
        """How the answer was given."""

        SIGNED = "signed", _("On a signed form")
        SPOKEN = "spoken", _("Spoken before a witness")
        PHONE = "phone", _("By phone")
        MESSAGE = "message", _("By letter or message")

    class Basis(models.TextChoices):
        """By what the law allows it: consent is rarely the only basis."""

        CONSENT = "consent", _("Consent")
        LEGAL_DUTY = "legal_duty", _("A duty by law")
        VITAL = "vital", _("To protect somebody’s life")
        PUBLIC_TASK = "public_task", _("A task in the public interest")
        INTEREST = "interest", _("Legitimate interest")

    participant = models.ForeignKey(
        "participants.Participant",
        models.CASCADE,
        related_name="consents",
        verbose_name=_("participant"),
    )
    purpose = models.CharField(_("purpose"), max_length=10, choices=consent_texts.Purpose.choices)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices)
    given_by = models.CharField(_("answered by"), max_length=20, choices=GivenBy.choices)
    guardian = models.ForeignKey(
        "participants.Participant",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers_for_others",
        verbose_name=_("which parent or guardian"),
    )
    relation = models.CharField(
        _("relationship to the child"),
        max_length=20,
        choices=Guardianship.Relation.choices,
        blank=True,
        editable=False,
    )
    assent = models.CharField(
        _("what the child says"), max_length=10, choices=Assent.choices, blank=True
    )
    shared_with = models.ForeignKey(
        "partners.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("shared with"),
    )
    method = models.CharField(_("how"), max_length=10, choices=Method.choices, blank=True)
    witness = models.CharField(_("witness"), max_length=100, blank=True)
    text = models.ForeignKey(
        "participants.ConsentText",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("text that was read"),
    )
    text_language = models.CharField(
        _("language in which it was read"), max_length=2, choices=list(NAMES.items()), blank=True
    )
    legal_basis = models.CharField(
        _("legal basis"), max_length=15, choices=Basis.choices, blank=True
    )
    evidence = models.FileField(_("signed form"), upload_to=stored_name, blank=True)
    evidence_name = models.CharField(
        _("name of the file"), max_length=200, blank=True, editable=False
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    given_on = models.DateField(_("date"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose="sharing", shared_with__isnull=False)
                | (~models.Q(purpose="sharing") & models.Q(shared_with__isnull=True)),
                name="consent_names_the_partner",
                violation_error_message=_("Say with which organisation data may be shared."),
            ),
            models.CheckConstraint(
                condition=Q(guardian=None)
                | (Q(given_by="guardian") & ~Q(guardian=F("participant"))),
                name="consent_guardian_answers",
                violation_error_message=_("Nobody is their own guardian."),
            ),
        ]

    def __str__(self):
        return f"{self.get_purpose_display()}: {self.get_answer_display()}"

    def save(self, *args, **kwargs):
        """Add the row; refuse to change one that is there: a new answer is a new row."""
        if self.pk is not None:
            raise PermissionDenied("Consents are append-only.")
        super().save(*args, **kwargs)

    @property
    def has_other_basis(self):
        """Whether the law allows it by something else than the consent."""
        return self.legal_basis not in ("", self.Basis.CONSENT)

    @property
    def has_expired(self):
        """Whether it was given for a time that is over."""
        is_over = self.expires_on is not None and self.expires_on < today()
        return self.answer == self.Answer.GIVEN and is_over

    @property
    def is_valid(self):
        """Whether it was given and has not expired; the newest answer alone counts."""
        return self.answer == self.Answer.GIVEN and not self.has_expired

    @property
    def is_outgrown(self):
        """Whether somebody else gave it, and the person has come of the age to answer alone."""
        given = self.answer == self.Answer.GIVEN and self.given_by != self.GivenBy.SELF
        return given and not needs_guardian(self.participant, today())

    @property
    def in_words(self):
        """What it says today: the answer, or that it has expired."""
        return _("Expired") if self.has_expired else self.get_answer_display()


def consent_age_of(person):
    """From which age on `person` answers alone: their centre says it."""
    return person.centre.consent_age if person.centre_id else CONSENT_AGE


def needs_guardian(person, day):
    """Whether somebody else answers for `person` on `day`: of unknown age is a child."""
    age = person.age_on(day)
    return age is None or age < consent_age_of(person)


def is_grown(person, day):
    """Whether `person` can answer for a child on `day`; of unknown age: who attends as no child."""
    age = person.age_on(day)
    return person.category.code != "child" if age is None else age >= ADULT_AGE

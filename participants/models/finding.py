"""The index by which people are found, and the nicknames that it knows."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participants.finding.sounds import heard, sound_key
from participants.finding.words import FATHER, GIVEN, LONGEST, NICKNAME, SURNAME
from participants.lib.validators import check_name
from shkej.lib.models import TimestampedModel


class NameWordQuerySet(models.QuerySet):
    def beginning(self, word):
        """Words that begin like the folded `word`, or sound like it as far as it goes.

        Nicknames by their letters alone, for they have no `sound`.
        """
        return self.filter(
            Q(word__begins=word) | Q(sound__begins=heard(word)) | Q(sound=sound_key(word))
        )


class NameWord(models.Model):
    """One word of somebody's names (`participants/finding/index.py` keeps them).

    A nickname has no `sound`: by it Gjon would be Goni, and so Agron.
    """

    participant = models.ForeignKey(
        "participants.Participant", models.CASCADE, related_name="words", db_index=False
    )
    kind = models.CharField(
        max_length=8, choices=[(kind, kind) for kind in (GIVEN, SURNAME, FATHER, NICKNAME)]
    )
    word = models.CharField(max_length=LONGEST)
    sound = models.CharField(max_length=LONGEST)

    objects = NameWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("word of a name")
        verbose_name_plural = _("words of names")
        constraints = [
            models.UniqueConstraint(fields=["participant", "kind", "word"], name="name_word_once")
        ]
        indexes = [
            models.Index(
                fields=[column, "participant"],
                opclasses=["varchar_pattern_ops", "int8_ops"],
                name=f"name_{column}_begins",
            )
            for column in ("word", "sound")
        ]

    def __str__(self):
        return self.word


class NicknameQuerySet(models.QuerySet):
    def visible_to(self, user, permission="participants.change_nickname"):
        """All nicknames for whoever holds `permission`: they are the same in every centre."""
        return self if user.has_perm(permission) else self.none()


class Nickname(TimestampedModel):
    """What people of a given name are called: who is searched by the one is found by the other."""

    nickname = models.CharField(_("nickname"), max_length=50, validators=[check_name])
    name = models.CharField(_("given name"), max_length=50, validators=[check_name])

    objects = NicknameQuerySet.as_manager()

    class Meta:
        verbose_name = _("nickname")
        verbose_name_plural = _("nicknames")
        ordering = ["nickname", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["nickname", "name"],
                name="nickname_once",
                violation_error_message=_("This nickname stands in the list already."),
            )
        ]

    def __str__(self):
        return f"{self.nickname} – {self.name}"

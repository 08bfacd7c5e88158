"""People who may be the same, and what was done about it."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from shkej.lib.models import TimestampedModel


class PossibleDuplicateQuerySet(models.QuerySet):
    def visible_to(self, user, permission="participants.merge_participant"):
        """Pairs of which `user` may merge both."""
        people = self.model._meta.get_field("first").related_model.objects
        people = people.visible_to(user, permission).current().order_by().values("pk")
        return self.filter(first__in=people, second__in=people)

    def undecided(self):
        """Pairs that nobody has looked at yet."""
        return self.filter(is_different=False)

    def plain(self):
        """Pairs with equal names, sex and birth, all of which are known (decision 4).

        None who both had a place at one event: there they may have been two.
        """
        people = self.model._meta.get_field("first").related_model
        places = people._meta.get_field("registrations").related_model.objects
        both = places.filter(
            participant=OuterRef("first"), event__registrations__participant=OuterRef("second")
        )
        same = Q(first__birth_date=F("second__birth_date"))
        same |= Q(first__birth_year=F("second__birth_year"))
        names = {"first__search_name": F("second__search_name"), "first__sex": F("second__sex")}
        known = self.exclude(first__sex="unknown").exclude(first__last_name="")
        return known.filter(same, ~Exists(both.order_by()), **names)


class PossibleDuplicate(TimestampedModel):
    """Two records that look alike. A human decides; "not the same" is remembered."""

    first = models.ForeignKey(
        "participants.Participant", models.CASCADE, related_name="possible_duplicates_of"
    )
    second = models.ForeignKey(
        "participants.Participant", models.CASCADE, related_name="possible_duplicates"
    )
    is_different = models.BooleanField(_("not the same person"), default=False)

    objects = PossibleDuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="possible_duplicate_ordered"
            ),
            models.UniqueConstraint(fields=["first", "second"], name="possible_duplicate_unique"),
        ]

    def __str__(self):
        return f"{self.first_id}, {self.second_id}"


class MergeQuerySet(models.QuerySet):
    def visible_to(self, user, permission="participants.merge_participant"):
        """Merges of which `user` may merge both records.

        Or did: with its places a record may have moved out of their sight.
        """
        people = self.model._meta.get_field("kept").related_model.objects
        people = people.visible_to(user, permission).order_by().values("pk")
        return self.filter(Q(merged__in=people) | Q(merged_by=user), kept__in=people)

    def standing(self):
        """Merges that were not undone."""
        return self.filter(undone_at=None)

    def undoable(self):
        """Those that can be taken back: nobody of them was erased since."""
        return self.standing().filter(kept__anonymised_on=None, merged__anonymised_on=None)


class Merge(TimestampedModel):
    """One record joined into another.

    `journal`: what that changed, row by row (`participants/merging/journal.py`), as long as it can
    be undone. Names may be in it, so it is emptied once the merge is undone or too old.
    """

    kept = models.ForeignKey("participants.Participant", models.PROTECT, related_name="merges_kept")
    merged = models.ForeignKey("participants.Participant", models.PROTECT, related_name="merges")
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    journal = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="merge_two_people"),
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at=None), name="merge_stands_once"
            ),
        ]

    def __str__(self):
        return f"{self.merged_id} → {self.kept_id}"

"""What somebody attends as."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from participants.querysets import CategoryQuerySet
from shkej.lib.constraints import filled_in_one_language
from shkej.lib.models import TimestampedModel


class Category(TimestampedModel):
    """A stakeholder type. Codes are fixed (reports use them), labels may be edited."""

    code = models.SlugField(_("code"), max_length=30, unique=True, editable=False)
    label = models.CharField(_("label"), max_length=80)
    is_counted = models.BooleanField(
        _("counted in reports"),
        default=True,
        help_text=_("Staff are in the room, but they are not people reached."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "code"]
        constraints = [
            filled_in_one_language(
                "label",
                name="category_has_label",
                message=_("Give the label in at least one language."),
            )
        ]

    def __str__(self):
        return self.label

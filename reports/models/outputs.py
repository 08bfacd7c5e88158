"""Outputs: the results that a project promised, each counted by its indicators."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shkej.lib.constraints import has_title
from shkej.lib.models import TimestampedModel


class Output(TimestampedModel):
    """A result that the project promised; UNICEF's rating is given to it."""

    project = models.ForeignKey(
        "partners.Project", models.CASCADE, related_name="outputs", verbose_name=_("project")
    )
    code = models.CharField(_("code"), max_length=20)
    title = models.CharField(_("title"), max_length=512)
    position = models.PositiveSmallIntegerField(_("place in the order"), default=1)

    class Meta:
        verbose_name = _("output")
        verbose_name_plural = _("outputs")
        ordering = ["project", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "code"],
                name="output_code_unique",
                violation_error_message=_("This project has an output with this code already."),
            ),
            has_title(name="output_has_title"),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

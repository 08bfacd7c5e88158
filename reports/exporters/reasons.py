"""What exact figures are taken away for: the code is kept in the access log.

docs/security.md, P12.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms.reasons import ReasonForm
from partners.models import Project


class FiguresReason(models.TextChoices):
    """A few of them, so that nobody's name gets into the log."""

    AGREEMENT = "agreement", _("The report to UNICEF that the agreement asks for.")
    DONOR = "donor", _("Another donor or partner, as agreed with them.")
    HOUSE = "house", _("Our own work: the file stays with us.")
    KNOWN = "known", _("Something else, of which the coordinators know.")

    @property
    def is_agreement(self) -> bool:
        """Whether a reference is beside it."""
        return self is FiguresReason.AGREEMENT


class FiguresForm(ReasonForm):
    """What the files of a report are for; of a project with an agreement that is known."""

    reasons, question = FiguresReason, _("What are the figures taken away for?")
    unanswered = _("Choose what the figures are for.")

    def __init__(self, asked: QueryDict, *, project: Project | None) -> None:
        self.reference = project.unicef_reference if project else ""
        reason = asked.get("reason")
        if reason is None and self.reference:
            reason = FiguresReason.AGREEMENT
        super().__init__(None if reason is None else {"reason": reason})

    def clean_reason(self) -> FiguresReason:
        """An agreement has a reference, which is in the log beside the reason."""
        reason = self.cleaned_data["reason"]
        if reason == FiguresReason.AGREEMENT and not self.reference:
            raise ValidationError(
                _(
                    "Choose one project whose UNICEF document reference is filled in, or say what "
                    "else the figures are for."
                )
            )
        return reason

    @property
    def chosen(self) -> FiguresReason | None:
        """The reason, once it is known."""
        return self.cleaned_data["reason"] if self.is_valid() else None

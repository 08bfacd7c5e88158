"""What is asked for: for whom, of which project and days; and for names, why."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.forms.reasons import ReasonForm
from partners.models import Organisation
from reports.attendance.forms import QuestionForm

PEOPLE, NAMES = "reports.export_people", "reports.export_names"


class PeopleForm(QuestionForm):
    """A question about one project, and who gets the answer."""

    field_order = ("recipient", "project")  # as they are laid out: so errors are listed too
    recipient = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Recipient"),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose who gets the file.")},
        help_text=_("Only people who agreed to sharing with this organisation are in the file."),
    )

    def __init__(self, data, *, user, permission=PEOPLE, **kwargs):
        super().__init__(data, user=user, permission=permission, **kwargs)
        self.fields["recipient"].queryset = Organisation.objects.visible_to(user).active()
        project = self.fields["project"]
        project.required, project.empty_label = True, _("Choose a project")
        project.error_messages = {"required": _("Choose the project that the file is for.")}

    def address(self, **more):
        """The query string that asks this again."""
        recipient = self.cleaned_data["recipient"].pk
        return self.question.address(recipient=recipient, **more)


class NamesReason(models.TextChoices):
    """What names are given away for; the code is kept in the access log."""

    AGREEMENT = "agreement", _("An agreement on sharing data asks for it.")
    CASE = "case", _("The partner takes over the care of these people.")
    AUTHORITY = "authority", _("A court or an authority asks for it in writing.")
    CHECK = "check", _("The partner checks who took part.")
    KNOWN = "known", _("Something else, of which the coordinators know.")


class NamesForm(ReasonForm):
    """What names are given away for."""

    reasons, question = NamesReason, _("What are the names given away for?")

"""The answer of an organisation, together with the people whom it named before."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.inviting.answer_forms import AnswerForm
from events.models import Attendance, Invitation, Registration
from events.partner.representatives.people import representatives_of
from events.partner.representatives.services import take_back_representative

OFF, STAY = "off", "stay"


def named_by(organisation, event):
    """Whom the organisation itself put on the register of `event`, and nobody has marked yet."""
    rows = representatives_of(organisation).filter(event=event)
    return rows.filter(source=Registration.Source.PARTNER, attendance=Attendance.UNMARKED)


class OrganisationAnswerForm(AnswerForm):
    """Asks about the people named before where the organisation does not come after all."""

    named = forms.ChoiceField(
        label=_("The people whom you named"),
        widget=forms.RadioSelect,
        choices=[
            (OFF, _("They do not come: take them off the register")),
            (STAY, _("They come all the same")),
        ],
    )

    def __init__(self, *args, shows_remark=True, **kwargs):
        """`shows_remark`: whether the reader may see what the organisation wrote before."""
        super().__init__(*args, **kwargs)
        self.shows_remark = shows_remark
        if not shows_remark:
            self.initial["remark"] = ""
        number = named_by(self.invitation.organisation, self.invitation.event).count()
        is_asked = self.is_bound and self.data.get("answer") == Invitation.Answer.NO
        if number and is_asked:
            text = ngettext(
                "You named %(n)s person. Say whether the person comes.",
                "You named %(n)s people. Say whether they come.",
                number,
            )
            self.fields["named"].error_messages["required"] = text % {"n": number}
            self.helper.layout.append("named")
        else:
            del self.fields["named"]

    def clean_remark(self):
        """What was typed; where the earlier remark is not shown, an empty field leaves it."""
        typed = self.cleaned_data["remark"]
        return typed or ("" if self.shows_remark else self.invitation.remark)

    def keep(self, *, way, answered_by=None):
        """Keep the answer, and take those off who do not come: both, or neither."""
        if not self.is_bound:
            return False
        with transaction.atomic():
            is_kept = super().keep(way=way, answered_by=answered_by)
            if is_kept and self.cleaned_data.get("named") == OFF:
                for row in named_by(self.invitation.organisation, self.invitation.event):
                    take_back_representative(registration=row, taken_by=answered_by)
        return is_kept

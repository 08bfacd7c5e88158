"""Answers to invitations."""

from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.inviting.services import answer_invitation
from events.models import Invitation
from events.models.invitations import LONGEST_REMARK, MOST_PEOPLE
from shkej.lib.forms.layout import inner_helper

Answer = Invitation.Answer
KEPT = ["answer", "people", "remark", "told_at", "answered_at"]
ANSWERS = [choice for choice in Answer.choices if choice[0] != Answer.NONE]


class AnswerForm(forms.Form):
    """Whether an organisation comes, and with how many people."""

    answer = forms.ChoiceField(
        label=_("Are you coming?"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    people = forms.IntegerField(
        label=_("How many of you?"),
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text=_("Only where you are coming; you can leave it empty."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            name: _("Enter a number of people from 1 to 200.")
            for name in ("invalid", "min_value", "max_value")
        },
    )

    remark = forms.CharField(
        label=_("Remark for the centre"),
        required=False,
        max_length=LONGEST_REMARK,
        help_text=_("For example who comes later. No names of children."),
    )
    told_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    answered_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, invitation, meant="", **kwargs):
        """`meant`: the answer whose button was pressed in the mail: it is chosen, not kept."""
        self.invitation = invitation
        initial = {"people": invitation.people, "remark": invitation.remark} | self._state()
        if invitation.answer != Answer.NONE:
            initial["answer"] = invitation.answer
        if meant in dict(ANSWERS):
            initial["answer"] = meant
        super().__init__(*args, initial=initial, **kwargs)
        self.helper = inner_helper(
            "told_at", "answered_at", "answer", Field("people", wrapper_class="width-10"), "remark"
        )

    def _state(self):
        """Which event is answered, and which answer is replaced: for `answer_invitation`."""
        answered_at = self.invitation.answered_at
        return {
            "told_at": self.invitation.told_at.isoformat(),
            "answered_at": answered_at.isoformat() if answered_at else Answer.NONE.value,
        }

    def clean(self):
        """Refuse a number typed beside another answer; one that only stayed there is let go."""
        data = super().clean()
        is_typed = data.get("people") and "people" in self.changed_data
        if is_typed and data.get("answer", Answer.YES) != Answer.YES:
            self.add_error(
                "people",
                ValidationError(
                    _("A number goes only with “%(answer)s”: choose that, or empty this field."),
                    params={"answer": Answer.YES.label},
                ),
            )
        return data

    def keep(self, *, way, answered_by=None):
        """Whether the answer that was sent is kept; why not, the form says."""
        if not self.is_valid():
            return False
        try:
            values = {name: self.cleaned_data[name] for name in KEPT}
            answer_invitation(
                invitation=self.invitation, **values, way=way, answered_by=answered_by
            )
        except ValidationError as refusal:
            self.add_error(None, refusal)
        return self.is_valid()

    def add_error(self, field, error):
        """Where event or answer changed meanwhile, sending once more counts for how it is now."""
        if getattr(error, "code", "") == "changed":
            self.invitation.refresh_from_db()
            self.data = self.data.copy()
            for name, value in self._state().items():
                self.data[name] = value
        super().add_error(field, error)


class CalledForm(AnswerForm):
    """What an organisation said on the telephone; perhaps it has not decided yet."""

    def __init__(self, *args, invitation, **kwargs):
        super().__init__(*args, invitation=invitation, **kwargs)
        self.fields["answer"].label = _("What did they say?")
        self.fields["answer"].choices = [
            *ANSWERS,
            (Answer.NONE, _("They know of it, but have not decided")),
        ]
        self.fields["people"].help_text = _("Only where they are coming.")

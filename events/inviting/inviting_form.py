"""Whom to invite, with what words, and until when they are to answer."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.inviting.services import invitable, later_meetings
from partners.models import Organisation
from shkej.lib.dates import today
from shkej.lib.forms.inputs import DayField
from shkej.lib.forms.layout import inner_helper

LONGEST_MESSAGE = 1000


class InviteForm(forms.Form):
    """At first all organisations with a part are chosen; a sensitive event has no message."""

    organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Organisations"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one organisation.")},
    )
    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It goes into the email in the language in which you write it. No names."),
    )
    answer_by = DayField(
        label=_("Answer by"),
        required=False,
        help_text=_("Who has not answered is asked once more on the day before."),
    )
    with_series = forms.BooleanField(required=False)

    def __init__(self, *args, event, **kwargs):
        self.event = event
        organisations = invitable(event)
        super().__init__(*args, initial={"organisations": organisations}, **kwargs)
        self.fields["organisations"].queryset = organisations
        names = ["organisations", "message", "answer_by", "with_series"]
        if event.is_sensitive:  # words of ours could tell what its mails keep to themselves
            del self.fields["message"]
            names.remove("message")
        if later := later_meetings(event).count():
            text = ngettext(
                "Also to the later meeting of the series, with an email of its own",
                "Also to the %(n)s later meetings of the series, with an email for each",
                later,
            )
            self.fields["with_series"].label = text % {"n": later}
        else:
            del self.fields["with_series"]
            names.remove("with_series")
        self.helper = inner_helper(*names)

    def clean_answer_by(self):
        """A day from tomorrow on, and before the event."""
        day = self.cleaned_data["answer_by"]
        if day is None:
            return None
        if day <= today():
            raise forms.ValidationError(_("Choose a day from tomorrow on."))
        if day > self.event.local_date - timedelta(days=1):
            raise forms.ValidationError(_("Choose a day before the event."))
        return day

"""Forms for a register that was closed: correcting one mark, opening it again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Attendance
from events.models.acts import LONGEST_REASON
from participants.lib.names import tell_apart
from shkej.lib.forms.layout import PlainForm


class CorrectionForm(PlainForm):
    """One mark of a closed register, and why it is corrected."""

    person = forms.TypedChoiceField(label=_("Person"), coerce=int)
    attendance = forms.ChoiceField(
        label=_("Correct mark"), choices=Attendance.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why is it corrected?"),
        help_text=_("This stays in the history of the register."),
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = {place.pk: place for place in places}
        tell_apart(place.participant for place in places)
        self.fields["person"].choices = [
            ("", _("Choose …")),
            *(
                (pk, f"{place.participant.listed_name} · {place.get_attendance_display()}")
                for pk, place in self.places.items()
            ),
        ]
        self.fields["person"].widget.attrs["translate"] = "no"
        self.fields["reason"].widget.attrs.pop("maxlength", None)

    def clean_person(self):
        """The registration chosen."""
        return self.places[self.cleaned_data["person"]]


class ReopenForm(forms.Form):
    """Why a closed register is opened again."""

    reason = forms.CharField(
        label=_("Why is it opened again?"),
        help_text=_("This stays in the history of the event."),
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

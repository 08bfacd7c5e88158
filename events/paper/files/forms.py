"""The form that takes a file of an event."""

from crispy_forms.layout import Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.models import Attachment
from events.paper.files.services import MOST_SIGNATURES
from events.register.forms import WholeNumberField
from shkej.lib.forms.layout import PlainForm
from shkej.lib.uploads.reading import MEGABYTES


class SignaturesField(WholeNumberField):
    """How many people signed."""

    sentence = _("Enter a number of signatures from 0 to 1,000.")


class AttachmentForm(PlainForm):
    """A file of an event."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=Attachment.Kind.choices,
        initial=Attachment.Kind.SIGNED_SHEET,
        widget=forms.RadioSelect,
    )
    upload = forms.FileField(
        label=_("File (JPEG, PNG or PDF)"),
        help_text=_("At most 10 MB. Place and time of a photo are taken out of it."),
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.pdf,image/jpeg,image/png"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
        },
    )
    signatures = SignaturesField(
        label=_("Number of signatures"),
        help_text=_(
            "On a signed list: how many signed. It is compared with the marks before closing."
        ),
        required=False,
        min_value=0,
        max_value=MOST_SIGNATURES,
        widget=forms.TextInput,
    )
    shows_no_child = forms.BooleanField(
        label=_("No child can be recognised in the photo"),
        help_text=_("Needed for a photo, unless everybody who came has agreed to photographs."),
        required=False,
    )

    def layout(self):
        """The number is short."""
        return Layout(
            "kind",
            "upload",
            Field("signatures", wrapper_class="width-5"),
            "shows_no_child",
        )

    def clean_upload(self):
        """Refuse what is too large before it is read."""
        upload = self.cleaned_data["upload"]
        if upload.size > MEGABYTES * 1024 * 1024:
            raise ValidationError(_("The file is too large (limit %(mb)s MB).") % {"mb": MEGABYTES})
        return upload

    def clean(self):
        """Ask for the number of signatures on a signed list only."""
        cleaned = super().clean()
        if cleaned.get("kind") != Attachment.Kind.SIGNED_SHEET:
            cleaned["signatures"] = None
        return cleaned

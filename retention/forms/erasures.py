"""Forms to ask for an erasure, to decide it, and to set a hold."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from retention.models import Erasure, Hold
from shkej.lib.forms.layout import inner_helper


class AskErasureForm(forms.ModelForm):
    """Why somebody is to be erased."""

    class Meta:
        model = Erasure
        fields = ("why",)
        widgets = {"why": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["why"].choices = Erasure.Why.choices
        self.helper = inner_helper("why")


class HoldForm(forms.ModelForm):
    """Why the law keeps a record."""

    class Meta:
        model = Hold
        fields = ("reason",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inner_helper("reason")


class FilesField(forms.ModelMultipleChoiceField):
    """Files to be ticked, each with its event and day."""

    def label_from_instance(self, file):
        """Kind, event and day."""
        return _("%(kind)s: %(event)s, %(day)s") % {
            "kind": file.get_kind_display(),
            "event": file.event,
            "day": f"{file.event.starts_on:%d.%m.%Y}",
        }


class DecideErasureForm(forms.Form):
    """The second person's word: which files go too, or why it is refused."""

    CONFIRM, REFUSE = "confirm", "refuse"

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(CONFIRM, _("Erase the person")), (REFUSE, _("Refuse, and say why"))],
        widget=forms.RadioSelect,
    )
    files = FilesField(
        label=_("Files that go too"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Look at each before: a photo, a signed list or a document may show or name the "
            "person. What you do not tick stays."
        ),
    )
    refusal = forms.CharField(
        label=_("Why it is refused"),
        max_length=200,
        required=False,
        help_text=_("Whoever asked for it has a right to know: the law that asks to keep it."),
    )

    def __init__(self, *args, files, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].queryset = files
        if not files.exists():
            del self.fields["files"]
        self.helper = inner_helper(*self.fields)

    @property
    def is_refusal(self):
        """Whether the answer is no."""
        return self.cleaned_data["decision"] == self.REFUSE

    def clean(self):
        """A refusal has its reason."""
        cleaned = super().clean()
        if cleaned.get("decision") == self.REFUSE and not cleaned.get("refusal"):
            self.add_error("refusal", ValidationError(_("Say why it is refused.")))
        return cleaned

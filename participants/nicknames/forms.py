"""The form for a nickname and the given name that it stands for."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participants.finding.words import words_in
from participants.models import Nickname
from shkej.lib.forms.inputs import say_too_long
from shkej.lib.forms.layout import inner_helper


class NicknameForm(forms.ModelForm):
    """One line of the list, on which each is once however it is written."""

    class Meta:
        model = Nickname
        fields = ("nickname", "name")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        example = _("For example %(example)s.")
        self.fields["nickname"].help_text = example % {"example": "Lul"}
        self.fields["name"].help_text = example % {"example": "Lulzim"}
        say_too_long(self)
        self.helper = inner_helper("nickname", "name")

    def clean(self):
        """Refuse a name as its own nickname, and a line that is there already."""
        cleaned = super().clean()
        pair = [words_in(cleaned.get(name, "")) for name in ("nickname", "name")]
        if not all(pair):
            return cleaned
        if pair[0] == pair[1]:
            self.add_error("nickname", _("The nickname is the name itself."))
        known = Nickname.objects.values_list("nickname", "name")
        if pair in [[words_in(nickname), words_in(name)] for nickname, name in known]:
            raise ValidationError(_("This nickname stands in the list already."))
        return cleaned

"""The forms on which an organisation names whom it sends."""

from crispy_forms.layout import Div, Field
from django import forms
from django.utils.translation import gettext_lazy as _

from events.partner.representatives.people import tell_named_apart
from participants.lib.validators import check_name
from participants.models import Category
from participants.models.people import Sex
from shkej.lib.forms.layout import inner_helper


class KnownPersonForm(forms.Form):
    """Somebody whom the organisation sends again."""

    person = forms.ChoiceField(label=_("Somebody you named before"))

    def __init__(self, *args, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {str(person.pk): person for person in tell_named_apart(known)}
        self.fields["person"].choices = [
            (key, person.listed_name) for key, person in self.known.items()
        ]
        self.fields["person"].widget.attrs["translate"] = "no"
        self.helper = inner_helper("person")

    def clean_person(self):
        """The person chosen."""
        return self.known[self.cleaned_data["person"]]


class NewRepresentativeForm(forms.Form):
    """Somebody whom the organisation sends for the first time."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=100,
        validators=[check_name],
        error_messages={"required": _("Enter the first name.")},
    )
    last_name = forms.CharField(
        label=_("Surname"),
        max_length=100,
        required=False,
        validators=[check_name],
    )
    sex = forms.ChoiceField(
        label=_("Sex"), choices=Sex.choices, initial=Sex.UNKNOWN, widget=forms.RadioSelect
    )
    category = forms.ModelChoiceField(
        Category.objects.none(), label=_("Comes as"), to_field_name="code", empty_label=None
    )

    def __init__(self, *args, categories, usual, **kwargs):
        super().__init__(*args, initial={"category": usual}, **kwargs)
        self.fields["category"].queryset = categories
        for name in ("first_name", "last_name"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "autocapitalize": "words"}
        self.helper = inner_helper(
            Div("first_name", "last_name", css_class="form-row"),
            Field("sex", wrapper_class="choices-row"),
            "category",
        )

"""Forms of the register: finding people, adding somebody new, marking."""

from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.models import Attendance
from events.register.door.typed import code_in, is_enough
from events.register.headcounts.services import MOST
from participants.lib.asking import Asking, Questions
from participants.lib.births import OLDEST_AGE, Birth
from participants.lib.usual_ages import age_questions
from participants.lib.validators import EARLIEST_YEAR, check_birth_year, check_name
from participants.models.people import Sex
from partners.models import Organisation
from shkej.lib.albanian import fold
from shkej.lib.bilingual import reading, texts_of
from shkej.lib.dates import today
from shkej.lib.forms.inputs import IdsField
from shkej.lib.forms.layout import inner_helper
from shkej.lib.queries.ordering import in_shown_order


class SearchForm(forms.Form):
    """What somebody types to find a person."""

    q = forms.CharField(required=False, max_length=200)


class AttendanceForm(forms.Form):
    """One mark, and the one that the sender saw before; the latter also from the address.

    `chosen`: the mark was chosen among all, where a tap on the row turns present and absent.
    """

    attendance = forms.ChoiceField(choices=Attendance.choices)
    seen = forms.ChoiceField(choices=Attendance.choices, required=False)
    chosen = forms.BooleanField(required=False)

    def clean_seen(self):
        """None where the sender said nothing."""
        return self.cleaned_data["seen"] or None


class RestForm(forms.Form):
    """The mark of all who are not yet marked, and how many the page said they are."""

    attendance = forms.ChoiceField(
        choices=[(mark.value, mark.label) for mark in (Attendance.PRESENT, Attendance.ABSENT)]
    )
    expected = forms.IntegerField(min_value=0)


class WholeNumberField(forms.IntegerField):
    """A number with one sentence for all that can be wrong with it, and a keyboard of figures."""

    sentence = ""

    def __init__(self, **kwargs):
        sentences = dict.fromkeys(["invalid", "min_value", "max_value"], self.sentence)
        super().__init__(error_messages=sentences, **kwargs)
        self.widget.attrs["inputmode"] = "numeric"


class AgeField(WholeNumberField):
    """An age in whole years, if it is known."""

    sentence = _("Enter an age between 0 and 120.")

    def __init__(self, **kwargs):
        super().__init__(required=False, min_value=0, max_value=OLDEST_AGE, **kwargs)


class NumberField(WholeNumberField):
    """A number of people."""

    sentence = _("Enter a number of people from 1 to 100,000.")

    def __init__(self, **kwargs):
        super().__init__(max_value=MOST, **kwargs)


class CategoryField(forms.TypedChoiceField):
    """A category by its code, from rows that the view has read already."""

    def offer(self, categories):
        """Offer `categories`, and turn a chosen code into its row."""
        rows = {category.code: category for category in in_shown_order(categories)}
        self.choices = [("", _("Choose …")), *((code, row.label) for code, row in rows.items())]
        self.coerce = rows.__getitem__


class OrganisationField(forms.CharField):
    """An organisation by its name, known or new; None where nothing is typed."""

    def __init__(self, **kwargs):
        super().__init__(
            label=_("For whom"),
            help_text=_("Their organisation. A new name is added to the list."),
            required=False,
            max_length=200,
            widget=forms.TextInput(attrs={"list": "organisation-names", "autocomplete": "off"}),
            **kwargs,
        )


def organisation_named(name, among):
    """The organisation of `among` with that name, without regard to case and diacritics.

    Else a new one, not yet saved and to be completed; None for an empty name.
    """
    wanted = fold(name)
    if not wanted:
        return None
    for organisation in among.search(name):
        if wanted in map(fold, texts_of(organisation, "name").values()):
            return organisation
    return Organisation(needs_completion=True, **{f"name_{reading()}": name})


class PlaceFields(Asking, forms.Form):
    """As what and for whom somebody attends.

    `categories`: those on offer. `organisations`: queryset of those the reader may see; None for
    readers who may not name one.
    """

    category = CategoryField(label=_("Attends as"))
    organisation = OrganisationField()

    def __init__(self, *args, categories, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].offer(categories)
        self.organisations = organisations
        if organisations is None:
            del self.fields["organisation"]
        self.helper = inner_helper()
        self.helper.layout = self.layout()

    def layout(self):
        """The fields in the order in which they are asked."""
        return Layout(*self.place(), Questions())

    def questions(self):
        """A category that hardly goes with the age."""
        return list(age_questions(self.attends_as, self.age_at_the_event()))

    @property
    def attends_as(self):
        """The category chosen."""
        return self.cleaned_data["category"]

    def place(self):
        """The fields of this class that this reader has."""
        return [name for name in ("category", "organisation") if name in self.fields]

    def clean_organisation(self):
        """Find the organisation of that name, or prepare a new one."""
        return organisation_named(self.cleaned_data["organisation"], self.organisations)


class RegisterPersonForm(PlaceFields):
    """Somebody whom nobody has written down before: four answers and a tap."""

    first_name = forms.CharField(label=_("First name"), max_length=100, validators=[check_name])
    last_name = forms.CharField(
        label=_("Surname"),
        max_length=100,
        required=False,
        validators=[check_name],
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, widget=forms.RadioSelect)
    age = AgeField(label=_("Age"))
    birth_year = forms.IntegerField(label=_("or year of birth"), required=False)
    is_new = forms.BooleanField(required=False, widget=forms.HiddenInput)
    not_same = IdsField()

    asked_as = {"told_age": "age", "age_told_on": "age"}  # for `tell_at`
    field_order = [
        "first_name",
        "last_name",
        "sex",
        "age",
        "birth_year",
        "category",
        "organisation",
    ]

    def __init__(self, *args, event, **kwargs):
        self.event = event
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "autocapitalize": "words"}
        self.fields["birth_year"].widget.attrs["inputmode"] = "numeric"

    def layout(self):
        """Names, sex, age; then the place."""
        return Layout(
            Div("first_name", "last_name", css_class="pair"),
            Field("sex", wrapper_class="choices-row"),
            Div("age", "birth_year", css_class="pair"),
            *self.place(),
            Questions(),
        )

    def clean_birth_year(self):
        """Refuse years in which nobody at the event can have been born."""
        year, last = self.cleaned_data["birth_year"], min(self.event.local_date, today()).year
        if year is not None:
            if not EARLIEST_YEAR <= year <= last:
                raise ValidationError(
                    _("Enter a year from %(first)s to %(last)s."),
                    params={"first": EARLIEST_YEAR, "last": last},
                )
            check_birth_year(year)
        return year

    def age_at_the_event(self):
        """The age typed, or that by the year; None where it is not known."""
        if self.cleaned_data["age"] is not None:
            return self.cleaned_data["age"]
        return Birth(birth_year=self.cleaned_data["birth_year"]).age_on(self.event.local_date)

    def clean(self):
        """Ask for one of age and year of birth, not both."""
        cleaned = super().clean()
        if cleaned.get("age") is not None and cleaned.get("birth_year") is not None:
            self.add_error("birth_year", _("Give the age or the year of birth, not both."))
        return cleaned


class DoorPersonForm(RegisterPersonForm):
    """Whoever says at the door that they are there: the name, or the code instead of it.

    Nothing else has to be answered, for most are known; it is not said who is.
    """

    first_name = forms.CharField(label=_("First name, or the code"), max_length=100)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sex"].required = False
        self.fields["sex"].initial = Sex.UNKNOWN
        self.fields["last_name"].is_needed_once = True  # unless there is a code

    def clean_first_name(self):
        """A name, if it is no code."""
        text = self.cleaned_data["first_name"]
        if not code_in(text):
            check_name(text)
        return text

    def clean_sex(self):
        """Not stated, where nothing is said."""
        return self.cleaned_data["sex"] or Sex.UNKNOWN

    def clean(self):
        """Ask for enough of the surname, unless there is a code."""
        cleaned = super().clean()
        names = {name: cleaned.get(name) for name in ("first_name", "last_name")}
        is_complete = names["last_name"] is not None and names["first_name"]
        if is_complete and not is_enough(" ".join(names.values()).strip()):
            self.add_error(
                "last_name", _("Write at least three letters of the surname, or ask the staff.")
            )
        return cleaned


class RegistrationForm(PlaceFields):
    """As what and for whom somebody who is on the register attends."""

    def __init__(self, *args, registration, is_short=False, **kwargs):
        """`is_short`: for a reader who does not see ages, who is asked nothing about them."""
        organisation = registration.organisation
        initial = {
            "category": registration.category.code,
            "organisation": organisation.name if organisation else "",
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.registration, self.is_short = registration, is_short

    def age_at_the_event(self):
        """The age recorded, else the one worked out."""
        place = self.registration
        if place.age is not None:
            return place.age
        return place.participant.age_on(place.event.local_date)

    def questions(self):
        """Only where the category is changed: who grew up on a register is not asked about."""
        is_changed = self.attends_as != self.registration.category
        return super().questions() if is_changed and not self.is_short else []

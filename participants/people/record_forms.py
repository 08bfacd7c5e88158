"""The form on which a person is recorded."""

from datetime import date

from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from participants.consents.contacting import contactable
from participants.lib.ages import refuse_birth
from participants.lib.asking import Asking, Questions
from participants.lib.choices import UnitField, centres_for, organisations_for
from participants.lib.ties import questions_of_ties, refuse_birth_between_ties
from participants.lib.usual_ages import age_questions
from participants.models import Participant
from participants.models.people import RULES, Disability
from partners.models import AdministrativeUnit
from shkej.lib.dates import today
from shkej.lib.forms.editing import GuardedForm
from shkej.lib.forms.inputs import DayField, say_too_long
from shkej.lib.forms.layout import Fold, inner_helper
from shkej.lib.phones import e164, kept, spoken

AGE_FACTS = ("told_age", "birth_year", "birth_date")  # as they stand on the screen
LONGEST_REASON = 100
SENSITIVE = ("disability", "disability_method", "do_not_contact_reason")
# Of whom not to contact, seen and corrected by holders of the grant alone.
CONTACTS = ("phone", "email", "do_not_contact")
TYPED_ALIKE = '{% include "participants/finding/typed_alike.html" %}'
NOT_SHOWN = '{% include "participants/partials/not_contacted.html" %}'


class ParticipantForm(Asking, GuardedForm):
    """Who somebody is: names, sex and age first, the rest one fold away.

    `permission`: by which the user may record the person; it limits the centres to choose from.
    `sees_sensitive`: whether disability may be seen and recorded.
    """

    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    birth_date = DayField(label=_("Date of birth"), required=False)
    birth_year = forms.IntegerField(label=_("Year of birth"), required=False)
    told_age = forms.IntegerField(label=_("Age in years"), required=False)
    ages_reason = forms.CharField(
        label=_("Why ages on closed registers are corrected too"),
        help_text=_("Left empty, ages on closed registers stay as they were recorded."),
        required=False,
        max_length=LONGEST_REASON,
    )
    administrative_unit = UnitField(
        label=_("Administrative unit"),
        queryset=AdministrativeUnit.objects.all(),
        required=False,
    )

    class Meta:
        model = Participant
        fields = (
            "first_name",
            "last_name",
            "father_name",
            "sex",
            "told_age",
            "birth_year",
            "birth_date",
            "category",
            "organisation",
            "phone",
            "email",
            "municipality",
            "administrative_unit",
            "language",
            "do_not_contact",
            "do_not_contact_reason",
            "safe_contact",
            "centre",
            "disability",
            "disability_method",
        )
        widgets = {
            "sex": forms.RadioSelect,
            "disability": forms.RadioSelect,
        }

    def __init__(self, *args, user, permission, sees_sensitive=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.birth_before = user, self.instance.birth
        self._limit_choices(user, permission)
        if not self.closed_places().exists():
            del self.fields["ages_reason"]
        if not sees_sensitive:
            for field in SENSITIVE:
                del self.fields[field]
            if self.instance.pk and not contactable(self.instance):
                for field in CONTACTS:
                    del self.fields[field]
        for name, check in RULES.items():
            if name in self.fields:
                self.fields[name].validators.append(check)
        for name in ("told_age", "birth_year"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "numeric"})
        self._give_examples()
        if self.instance.pk is None:
            self._show_who_is_alike()
        say_too_long(self)
        self.fields["told_age"].error_messages["invalid"] = _("Enter an age between 0 and 120.")
        self.fields["birth_year"].error_messages["invalid"] = self.wrong_year
        self.fields["father_name"].help_text = _("Where two people must be told apart.")
        self._prepare_contacts()
        self.fields["category"].empty_label = _("Choose")
        for name in ("organisation", "municipality", "administrative_unit"):
            self.fields[name].empty_label = _("Not stated")
        if "disability_method" in self.fields:
            methods = self.fields["disability_method"].choices
            self.fields["disability_method"].choices = [("", _("Not stated")), *methods[1:]]
        self.helper = inner_helper()
        self.helper.layout = self._layout()

    def _prepare_contacts(self):
        self.fields["safe_contact"].help_text = _(
            "When, by whom, by which way: “only mornings, ask for the mother”. Read by all who see "
            "this person. No details of the case."
        )
        if "do_not_contact_reason" in self.fields:
            self.fields["do_not_contact_reason"].help_text = _(
                "Read only by who may see sensitive details. No details of the case."
            )
        if "phone" not in self.fields:
            return
        self.fields["do_not_contact"].help_text = _(
            "Telephone and email are then shown to nobody but who may see sensitive details."
        )
        self.fields["phone"].widget.input_type = "tel"
        if self.instance.phone and not self.is_bound:
            self.initial["phone"] = spoken(self.instance.phone)

    def _show_who_is_alike(self):
        """Show while a name is typed who is called nearly so."""
        for name in ("first_name", "last_name"):
            self.fields[name].widget.attrs |= {
                "hx-post": reverse_lazy("participants:participant_alike"),
                "hx-trigger": "input changed delay:400ms",
                "hx-target": "#typed-alike",
                "hx-swap": "outerHTML",
                "hx-sync": "closest form:replace",
            }

    def closed_places(self):
        """The marked places on closed registers that the user may correct."""
        if self.instance.pk is None:
            return Participant.objects.none()
        places = self.instance.registrations.visible_to(self.user, "events.correct_register")
        return places.exclude(attendance="unmarked").exclude(event__register_closed_at=None)

    def _give_examples(self):
        example = _("For example %(example)s.")
        day = date(2009, 3, 27)
        self.fields["told_age"].help_text = example % {"example": "12"}
        self.fields["birth_year"].help_text = example % {"example": day.year}
        self.fields["birth_date"].help_text = example % {
            "example": date_format(day, "SHORT_DATE_FORMAT")
        }

    wrong_year = _("Enter a year of birth between 1900 and this year.")

    def _limit_choices(self, user, permission):
        centres = list(centres_for(user, permission))
        organisation = self.fields["organisation"]
        organisation.queryset = organisations_for(user, self.instance.organisation_id)
        self.only_centre = None
        if self.instance.pk and self.instance.centre not in [None, *centres]:
            del self.fields["centre"]  # somebody whom another centre registered
        elif len(centres) == 1:
            self.only_centre = centres[0]
            del self.fields["centre"]
        else:
            self.fields["centre"].queryset = centres_for(user, permission)
            self.fields["centre"].required = True
            self.fields["centre"].empty_label = _("Choose")

    def _layout(self):
        contacts = [Div("phone", "email", css_class="form-row"), "do_not_contact"]
        contacts = contacts if "phone" in self.fields else [HTML(NOT_SHOWN)]
        contacts += [name for name in SENSITIVE[2:] if name in self.fields] + ["safe_contact"]
        fields = [
            "seen_at",
            Fieldset(
                _("Full name"),
                Div("first_name", "last_name", css_class="form-row"),
                *([] if self.instance.pk else [HTML(TYPED_ALIKE)]),
                Field("father_name", wrapper_class="width-20"),
                "sex",
            ),
            Fieldset(
                _("Age"),
                HTML('{% include "participants/people/partials/age_help.html" %}'),
                Div(
                    Field("told_age", wrapper_class="width-5"),
                    Field("birth_year", wrapper_class="width-5"),
                    Field("birth_date", wrapper_class="width-10"),
                    css_class="form-row three",
                ),
                *(["ages_reason"] if "ages_reason" in self.fields else []),
            ),
            Fieldset(_("Takes part as"), "category", "organisation"),
            *(["centre"] if "centre" in self.fields else []),
            Fold(
                _("Contact and home"),
                *contacts,
                Div("municipality", "administrative_unit", css_class="form-row"),
                Field("language", wrapper_class="width-20"),
            ),
        ]
        if "disability" in self.fields:
            fields.append(Fold(_("Disability"), *SENSITIVE[:2]))
        fields.append(Questions())
        return Layout(*fields)

    def clean_phone(self):
        """The number as E.164, whichever way it was written."""
        return kept(self, "phone", e164)

    def clean(self):
        """One age fact; a unit in its municipality; how disability was asked; the only centre."""
        cleaned = super().clean()
        given = [fact for fact in AGE_FACTS if cleaned.get(fact) is not None]
        if len(given) > 1:
            self.add_error(
                given[-1], _("Give the date of birth, the year of birth or the age: one of them.")
            )
        self._date_told_age(cleaned.get("told_age"))
        self._check_place(cleaned)
        if cleaned.get("disability") == Disability.UNKNOWN:
            cleaned["disability_method"] = ""
        elif cleaned.get("disability") and not cleaned.get("disability_method"):
            self.add_error("disability_method", _("Say how disability was asked."))
        if self.only_centre and not self.instance.centre_id:
            self.instance.centre = self.only_centre
        return cleaned

    def _date_told_age(self, age):
        if age is None:
            self.instance.age_told_on = None
        elif age != self.initial.get("told_age") or self.instance.age_told_on is None:
            self.instance.age_told_on = today()

    def _check_place(self, cleaned):
        unit, municipality = cleaned.get("administrative_unit"), cleaned.get("municipality")
        if unit and not municipality and "municipality" not in self.errors:
            cleaned["municipality"] = unit.municipality

    def _post_clean(self):
        """Say at its field that a birth contradicts what is recorded already."""
        super()._post_clean()
        person = self.instance
        if self.errors.keys() & set(AGE_FACTS) or not self.changes_age:
            return
        given = [fact for fact in AGE_FACTS if self.cleaned_data.get(fact) is not None]
        try:
            refuse_birth(person, person.birth, seen=self._seen)
            refuse_birth_between_ties(person)
        except ValidationError as refusal:
            self.add_error(given[0] if given else AGE_FACTS[-1], refusal)

    def _update_errors(self, errors):
        """Where a field is wrong already, the model, which has the value before, says nothing."""
        known = getattr(errors, "error_dict", {})
        left = {name: found for name, found in known.items() if name not in self._errors}
        if left or not known:
            super()._update_errors(ValidationError(left) if known else errors)

    def _seen(self, places):
        return places.visible_to(self.user, "participants.view_participant")

    def questions(self):
        """A category that hardly goes with the age, and family ties that hardly can be."""
        person = self.instance
        asked = []
        if self.changes_age or "category" in self.changed_data:
            asked += age_questions(person.category, person.age_on(today()))
        if self.changes_age or "sex" in self.changed_data:
            asked += questions_of_ties(person)
        return asked

    @property
    def changes_age(self):
        """Whether what is known of the age was changed."""
        return self.instance.birth != self.birth_before

    def save(self, commit=True):
        """Save the person, and note whether anything is still lacking."""
        self.instance.needs_completion = bool(self.instance.lacks)
        return super().save(commit)

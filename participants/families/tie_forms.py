"""Forms that tie one person to another: found by name, or written down as somebody new."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from participants.finding.picking import PickForm
from participants.lib.asking import Asking, Questions
from participants.lib.ties import refuse_tie, tie_questions
from participants.models import Guardianship
from shkej.lib.forms.editing import GuardedForm
from shkej.lib.forms.layout import inner_helper


class GuardianshipForm(Asking, PickForm, forms.ModelForm):
    """The adult or the child on the other side, and what the adult is to the child."""

    class Meta:
        model = Guardianship
        fields = ("relation", "may_collect")

    def __init__(self, *args, person, is_child, **kwargs):
        super().__init__(*args, person=person, **kwargs)
        self.is_child = is_child
        setattr(self.instance, "child" if is_child else "adult", person)
        self.fields["relation"].choices = [("", _("Choose")), *Guardianship.Relation.choices]

    def clean(self):
        """Put the chosen person on their side, so that the constraints are checked."""
        cleaned = super().clean()
        other = cleaned.get("other")
        if other:
            self.put(other)
        if other and other.pk is None:
            try:
                refuse_tie(self.instance.adult, self.instance.child)
            except ValidationError as refusal:
                self.add_error(None, refusal)
        return cleaned

    def put(self, other):
        """Put `other` on the side that is asked for."""
        setattr(self.instance, "adult" if self.is_child else "child", other)

    def questions(self):
        """What is unlikely about the tie."""
        tie = self.instance
        if self.cleaned_data["other"] is None:
            return []
        return tie_questions(tie.adult, tie.child, tie.relation)

    def _get_validation_exclusions(self):
        """Check both sides, though only one of them is asked, where both are recorded."""
        exclude = super()._get_validation_exclusions()
        other = self.cleaned_data.get("other")
        return exclude - {"adult", "child"} if other and other.pk else exclude


class TieForm(Asking, GuardedForm):
    """What an adult is to a child, once the tie is recorded."""

    class Meta:
        model = Guardianship
        fields = ("relation", "may_collect")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["relation"].choices = Guardianship.Relation.choices
        self.helper = inner_helper("seen_at", "relation", "may_collect", Questions())

    def questions(self):
        """What is unlikely about another relationship; one that stays was asked about before."""
        tie = self.instance
        is_changed = "relation" in self.changed_data
        return tie_questions(tie.adult, tie.child, tie.relation) if is_changed else []

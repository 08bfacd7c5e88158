"""Forms that tie one person to another: found by name first, then chosen."""

from django import forms
from django.utils.translation import gettext_lazy as _

from participants.finding.picking import PersonChoiceField
from participants.lib.asking import Asking, Questions
from participants.lib.ties import tie_questions
from participants.models import Guardianship, Participant
from shkej.lib.editing import GuardedForm
from shkej.lib.layout import inner_helper


class GuardianshipForm(Asking, forms.ModelForm):
    """The adult or the child on the other side, and what the adult is to the child."""

    other = PersonChoiceField(
        label=_("Person"), queryset=Participant.objects.none(), empty_label=None
    )

    class Meta:
        model = Guardianship
        fields = ("relation", "may_collect")

    def __init__(self, *args, person, is_child, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_child = is_child
        setattr(self.instance, "child" if is_child else "adult", person)
        self.fields["other"].queryset = people.exclude(pk=person.pk)
        self.fields["relation"].choices = [("", _("Choose")), *Guardianship.Relation.choices]

    def clean(self):
        """Put the chosen person on their side, so that the constraints are checked."""
        cleaned = super().clean()
        if cleaned.get("other"):
            setattr(self.instance, "adult" if self.is_child else "child", cleaned["other"])
        return cleaned

    def questions(self):
        """What is unlikely about the tie."""
        tie = self.instance
        return tie_questions(tie.adult, tie.child, tie.relation)

    def _get_validation_exclusions(self):
        """Check both sides, though only one of them is asked."""
        exclude = super()._get_validation_exclusions()
        return exclude - {"adult", "child"} if "other" not in self._errors else exclude


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

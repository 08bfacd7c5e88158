"""What a calendar link holds, in which language, and whose it is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.calendar.feed import OWN
from partners.models import CalendarFeed, Organisation, Project
from shkej.lib.bilingual import LANGUAGES
from shkej.lib.forms.layout import inner_helper


class FeedForm(forms.Form):
    """A new link; a partner chooses between their own and their organisation's."""

    owner = forms.ChoiceField(label=_("For"), choices=[("me", _("Me"))])
    scope = forms.ChoiceField(label=_("Which events"), choices=CalendarFeed.Scope.choices)
    project = forms.ModelChoiceField(
        Project.objects.none(),
        label=_("Project"),
        required=False,
        empty_label=_("None"),
        help_text=_("Only for events of one project."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=list(LANGUAGES.items()))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["project"].queryset = Project.objects.visible_to(user)
        self.fields["language"].initial = user.language
        keys = [g.organisation_id for g in user.grants_for(OWN) if g.organisation_id]
        self.organisations = {str(o.pk): o for o in Organisation.objects.filter(pk__in=keys)}
        if self.organisations:
            named = [(key, str(organisation)) for key, organisation in self.organisations.items()]
            self.fields["owner"].choices = [*named, *self.fields["owner"].choices]
            self.fields["owner"].initial = named[0][0]
        else:
            del self.fields["owner"]
        self.helper = inner_helper(*self.fields)

    def clean(self):
        """As `make_feed` takes it: a project exactly where one is asked for."""
        cleaned = super().clean()
        is_project = cleaned.get("scope") == CalendarFeed.Scope.PROJECT
        if is_project and not cleaned.get("project") and "project" not in self.errors:
            self.add_error("project", _("Choose a project for a link to one project."))
        if not is_project:
            cleaned["project"] = None
        cleaned["organisation"] = self.organisations.get(cleaned.pop("owner", ""))
        return cleaned

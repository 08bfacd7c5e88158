"""What a user may choose from; another's row is no choice."""

from operator import itemgetter

from django import forms
from django.apps import apps

from partners.models import Organisation
from shkej.lib.queries.ordering import in_shown_order


class UnitChoiceIterator(forms.models.ModelChoiceIterator):
    """The administrative units under the names of their municipalities."""

    def __iter__(self):
        yield "", self.field.empty_label
        groups = {}
        for unit in in_shown_order(self.queryset.select_related("municipality")):
            groups.setdefault(unit.municipality.name, []).append(self.choice(unit))
        yield from in_shown_order(groups.items(), itemgetter(0))


class UnitField(forms.ModelChoiceField):
    """A choice of one administrative unit, grouped by municipality."""

    iterator = UnitChoiceIterator


def centres_for(user, permission):
    """The centres in which `user` holds `permission`."""
    return apps.get_model("events.Centre").objects.visible_to(user, permission)


def organisations_for(user, current=None):
    """The organisations we work with that `user` sees, and the one already chosen."""
    visible = Organisation.objects.visible_to(user)
    return (visible.active() | visible.filter(pk=current)) if current else visible.active()

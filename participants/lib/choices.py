"""What a user may choose from; another's row is no choice."""

from django.apps import apps

from partners.models import Organisation


def centres_for(user, permission):
    """The centres in which `user` holds `permission`."""
    return apps.get_model("events.Centre").objects.visible_to(user, permission)


def organisations_for(user, current=None):
    """The organisations we work with that `user` sees, and the one already chosen."""
    visible = Organisation.objects.visible_to(user)
    return (visible.active() | visible.filter(pk=current)) if current else visible.active()

"""What a user may choose from; another's row is no choice."""

from participants.models import Participant
from partners.models import Organisation


def centres_for(user, permission):
    """The centres in which `user` holds `permission`."""
    centre = Participant._meta.get_field("centre").related_model
    return centre.objects.visible_to(user, permission)


def organisations_for(user, current=None):
    """The organisations we work with that `user` sees, and the one already chosen."""
    visible = Organisation.objects.visible_to(user)
    return (visible.active() | visible.filter(pk=current)) if current else visible.active()

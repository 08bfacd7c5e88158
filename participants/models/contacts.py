"""How somebody is reached, and whether they may be."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reachable(models.Model):
    """Telephone and e-mail of a person; of whom not to contact they are shown to few.

    Who may be contacted says `ParticipantQuerySet.contactable`.

    docs/security.md, P7.
    """

    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("email"), blank=True)
    do_not_contact = models.BooleanField(_("do not contact"), default=False)
    do_not_contact_reason = models.CharField(
        _("why not to be contacted"), max_length=200, blank=True
    )
    safe_contact = models.CharField(_("how to get in touch safely"), max_length=200, blank=True)

    class Meta:
        abstract = True

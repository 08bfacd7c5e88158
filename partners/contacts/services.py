"""A new contact address: asked for, told to all whom it concerns, confirmed, or ended.

Mails about events go to it, with links that answer for the organisation: whoever could set one
alone could read and answer what is meant for others.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.granting.coordinators import other_coordinators
from accounts.models.access_log import Action
from accounts.outbox import Content, queue_mail
from accounts.querysets import reaches
from accounts.services import log_access
from partners.models import NewContact, Organisation
from partners.models.contacts import CHANGE, VALID_FOR
from shkej.lib.signed_links import row_for, token_for

PURPOSE = "partners.contacts"


@transaction.atomic
def ask_for_contact(*, organisation, email, asked_by, log=log_access):
    """Ask `email` whether it is the organisation's, and tell the address so far and coordinators.

    Until somebody there says yes all mail goes where it went. Without an address ("") there is
    nobody to ask: then no mail goes any more, at once.
    """
    _end_waiting(organisation)
    old = organisation.contact_email
    if email:
        new = NewContact.objects.create(organisation=organisation, email=email, asked_by=asked_by)
        _ask(new)
    else:
        organisation.contact_email = ""
        organisation.save(update_fields=["contact_email", "updated_at"])
    log(
        Action.CONTACT_CHANGED,
        organisation,
        user=asked_by,
        change="asked" if email else "removed",
    )
    _tell(organisation, old, email, asked_by)


@transaction.atomic
def confirm_contact(*, new, log=log_access):
    """From now on mail goes to the address; ValidationError where it was ended meanwhile."""
    Organisation.objects.select_for_update().get(pk=new.organisation_id)
    new = NewContact.objects.waiting().filter(pk=new.pk).first()
    if new is None or not new.is_alive:
        raise ValidationError(_("This link no longer works."))
    new.confirmed_at = timezone.now()
    new.save(update_fields=["confirmed_at", "updated_at"])
    organisation = new.organisation
    organisation.contact_email = new.email
    organisation.save(update_fields=["contact_email", "updated_at"])
    log(Action.CONTACT_CHANGED, organisation, change="confirmed", asked_by=new.asked_by_id)
    return organisation


@transaction.atomic
def end_waiting_contact(*, organisation, ended_by, log=log_access):
    """Ask no longer: the address so far stays."""
    if _end_waiting(organisation):
        log(Action.CONTACT_CHANGED, organisation, user=ended_by, change="ended")


def token_of(new):
    """The part of the address at which a new contact is confirmed."""
    return token_for(PURPOSE, new)


def read_token(token):
    """The new contact that a token stands for while it can be confirmed, or None."""
    rows = NewContact.objects.waiting().select_related("organisation", "asked_by")
    found = row_for(PURPOSE, rows, token)
    return found[0] if found and found[0].is_alive else None


def _end_waiting(organisation):
    """How many there were, also those whose time is over."""
    open_ones = organisation.new_contacts.filter(confirmed_at=None, ended_at=None)
    return open_ones.update(ended_at=timezone.now(), updated_at=timezone.now())


def _ask(new):
    organisation = new.organisation
    with override(organisation.language):
        text = _(
            "%(name)s asked SHKEJ to send the mail for %(organisation)s to this address: "
            "invitations to events and what changes. Nothing is sent before you agree. If it is "
            "yours, open this link within a week and confirm it:\n\n%(link)s\n\nIf you know "
            "nothing of it, you need not do anything."
        ) % {
            "name": new.asked_by.name,
            "organisation": organisation,
            "link": settings.SITE_URL + reverse("partners:contact_confirm", args=[token_of(new)]),
        }
        content = Content(subject=_("SHKEJ: is this your address?"), text=text)
    queue_mail(to=new.email, content=content, useless_after=timezone.now() + VALID_FOR)


def _tell(organisation, old, new, asked_by):
    others = other_coordinators(asked_by)
    readers = [user for user in others if reaches(user, CHANGE, organisation)] or others
    told = {user.email: user.language for user in readers}
    if old and old.lower() not in told:
        told[old.lower()] = organisation.language
    for address, language in told.items():
        with override(language):
            facts = {"name": asked_by.name, "organisation": organisation, "new": new, "old": old}
            content = Content(subject=_("SHKEJ: another contact address"), text=_words(facts))
        queue_mail(to=address, content=content)


def _words(facts):
    if not facts["new"]:
        text = _(
            "%(name)s removed the contact address of %(organisation)s, %(old)s: no mail about "
            "events goes there any more."
        )
    elif facts["old"]:
        text = _(
            "%(name)s asked that the mail for %(organisation)s goes to %(new)s instead of %(old)s, "
            "as soon as somebody there confirms it."
        )
    else:
        text = _(
            "%(name)s asked that the mail for %(organisation)s goes to %(new)s, as soon as "
            "somebody there confirms it."
        )
    return "{}\n\n{}".format(
        text % facts, _("If you know nothing of it, tell the centre that you work with at once.")
    )

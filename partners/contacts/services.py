"""A new contact address: asked for, told to all whom it concerns, confirmed, or ended.

Mails about events go to it, with links that answer for the organisation: whoever could set one
alone could read and answer what is meant for others.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.granting.coordinators import other_coordinators
from accounts.models import User
from accounts.models.access_log import AccessLog, Action
from accounts.outbox import Content, queue_mail
from accounts.querysets import reaches
from accounts.services import log_access
from partners.models import NewContact, Organisation
from partners.models.contacts import CHANGE, VALID_FOR
from shkej.lib.dates import near_date
from shkej.lib.signed_links import row_for, token_for

PURPOSE = "partners.contacts"
REFUSAL = "partners.contacts.refusal"


@transaction.atomic
def ask_for_contact(
    *,
    organisation: Organisation,
    email: str,
    asked_by: User,
    log: Callable[..., object] = log_access,
) -> None:
    """Ask `email` whether it is the organisation's, and tell the address so far and coordinators.

    Until somebody there says yes all mail goes where it went. Without an address ("") there is
    nobody to ask: then no mail goes any more, at once.
    """
    _end_waiting(organisation)
    old, new = organisation.contact_email, None
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
    _tell(organisation, old, new, asked_by)


@transaction.atomic
def confirm_contact(*, new: NewContact, log: Callable[..., object] = log_access) -> Organisation:
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
def end_waiting_contact(
    *, organisation: Organisation, ended_by: User, log: Callable[..., object] = log_access
) -> None:
    """Ask no longer: the address so far stays."""
    if _end_waiting(organisation):
        log(Action.CONTACT_CHANGED, organisation, user=ended_by, change="ended")


@transaction.atomic
def refuse_contact(*, new: NewContact, log: Callable[..., object] = log_access) -> None:
    """Somebody at the address so far says no: the mail goes on to it, and coordinators are told.

    Where it was confirmed already nothing changes but that they are told, once. ValidationError
    where it was ended meanwhile.
    """
    Organisation.objects.select_for_update().get(pk=new.organisation_id)
    new.refresh_from_db(fields=["confirmed_at", "ended_at"])
    if new.confirmed_at:
        _object_too_late(new, log)
        return
    if not _end_waiting(new.organisation, only=new):
        raise ValidationError(_("This link no longer works."))
    log(Action.CONTACT_CHANGED, new.organisation, change="refused", asked_by=new.asked_by_id)
    _tell_of_refusal(new)


def token_of(new: NewContact) -> str:
    """The part of the address at which a new contact is confirmed."""
    return token_for(PURPOSE, new)


def refusal_token_of(new: NewContact) -> str:
    """The part of the address at which who read the mail so far refuses the new contact."""
    return token_for(REFUSAL, new)


def read_token(token: str) -> NewContact | None:
    """The new contact that a token stands for while it can be confirmed, or None."""
    rows = NewContact.objects.waiting().select_related("organisation", "asked_by")
    found = row_for(PURPOSE, rows, token)
    return found[0] if found and found[0].is_alive else None


def read_refusal_token(token: str) -> NewContact | None:
    """The new contact that a token refuses, also one that was confirmed or ended, or None."""
    rows = NewContact.objects.select_related("organisation", "asked_by")
    found = row_for(REFUSAL, rows, token)
    return found and found[0]


def _end_waiting(organisation: Organisation, *, only: NewContact | None = None) -> int:
    """How many there were, also those whose time is over; `only`: that one, while it waits."""
    open_ones = organisation.new_contacts.filter(confirmed_at=None, ended_at=None)
    if only is not None:
        open_ones = open_ones.waiting().filter(pk=only.pk)
    return open_ones.update(ended_at=timezone.now(), updated_at=timezone.now())


def _ask(new: NewContact) -> None:
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


def _tell(organisation: Organisation, old: str, new: NewContact | None, asked_by: User) -> None:
    told = {user.email: user.language for user in _coordinators(organisation, asked_by)}
    if old:
        told[old.lower()] = organisation.language
    for address, language in told.items():
        is_old = address == old.lower()
        with override(language):
            text = "\n\n".join(
                [_what_was_asked(organisation, old, new, asked_by), _what_to_do(new, is_old)]
            )
            content = Content(subject=_("SHKEJ: another contact address"), text=text)
        queue_mail(to=address, content=content)


def _coordinators(organisation: Organisation, asked_by: User) -> list[User]:
    """Those of the organisation's centres but who asked; where there are none, all others."""
    others = other_coordinators(asked_by)
    return [user for user in others if reaches(user, CHANGE, organisation)] or others


def _what_was_asked(
    organisation: Organisation, old: str, new: NewContact | None, asked_by: User
) -> str:
    facts = {"name": asked_by.name, "organisation": organisation, "old": old}
    if new is None:
        text = _(
            "%(name)s removed the contact address of %(organisation)s, %(old)s: no mail about "
            "events goes there any more."
        )
        return text % facts
    if old:
        text = _(
            "%(name)s asked that the mail for %(organisation)s goes to %(new)s instead of %(old)s, "
            "as soon as somebody there confirms it."
        )
    else:
        text = _(
            "%(name)s asked that the mail for %(organisation)s goes to %(new)s, as soon as "
            "somebody there confirms it."
        )
    return text % (facts | {"new": new.email})


def _what_to_do(new: NewContact | None, is_old: bool) -> str:
    """What a reader can do: who reads the address so far may refuse another by a link."""
    if new is None or not is_old:
        return _("If you know nothing of it, tell the centre that you work with at once.")
    path = reverse("partners:contact_refuse", args=[refusal_token_of(new)])
    return _(
        "If that is not right, open this link and refuse it: the mail then goes on to this "
        "address. It works for a week, or until the new address is confirmed:\n\n%(link)s\n\nIf "
        "it was confirmed already, tell the centre that you work with at once."
    ) % {"link": settings.SITE_URL + path}


def _object_too_late(new: NewContact, log: Callable[..., object]) -> None:
    """Note that a confirmed address is said to be wrong, and tell of it: once for each address."""
    organisation = new.organisation
    facts = {"change": "refused_late", "contact": new.pk}
    said = {f"detail__{name}": fact for name, fact in facts.items()}
    if AccessLog.objects.of(organisation).filter(action=Action.CONTACT_CHANGED, **said).exists():
        return
    log(Action.CONTACT_CHANGED, organisation, asked_by=new.asked_by_id, **facts)
    for user in _told_of_refusals(new):
        with override(user.language):
            text = _(
                "Somebody who had the mail of %(organisation)s before says that %(new)s is not its "
                "address. It was confirmed already: %(when)s. Nothing was changed, mail may go on "
                "to it. %(name)s had asked for it. Ask the organisation at once what is right, by "
                "telephone and not by that address, and correct it here:\n\n%(link)s"
            ) % {
                "organisation": organisation,
                "new": new.email,
                "when": near_date(new.confirmed_at),
                "name": new.asked_by.name,
                "link": settings.SITE_URL
                + reverse("partners:organisation_detail", args=[organisation.pk]),
            }
            subject = _("SHKEJ: a contact address may be somebody else’s")
            queue_mail(to=user.email, content=Content(subject=subject, text=text))


def _told_of_refusals(new: NewContact) -> list[User]:
    """The coordinators, and whoever asked."""
    readers = _coordinators(new.organisation, new.asked_by)
    return [*readers, new.asked_by] if new.asked_by.is_active else readers


def _tell_of_refusal(new: NewContact) -> None:
    """Whoever asked, and the coordinators: somebody may have wanted to read what is not theirs."""
    organisation = new.organisation
    for user in _told_of_refusals(new):
        with override(user.language):
            text = _(
                "Somebody who reads the mail of %(organisation)s at %(old)s refused to have it "
                "sent to %(new)s, as %(name)s had asked. It goes on to the address so far. Ask the "
                "organisation what is right: by telephone, not by the new address."
            ) % {
                "organisation": organisation,
                "old": organisation.contact_email,
                "new": new.email,
                "name": new.asked_by.name,
            }
            content = Content(subject=_("SHKEJ: a contact address was refused"), text=text)
        queue_mail(to=user.email, content=content)

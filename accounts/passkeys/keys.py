"""Passkeys of users: made, used, removed. Rows are the sign-in library's `Authenticator`."""

import struct

from allauth.account.utils import url_str_to_user_pk
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import flows
from cryptography.exceptions import UnsupportedAlgorithm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AuthenticationResponse,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts.models import User
from accounts.passkeys.relying_party import PasskeyRefused, give, server, take
from accounts.second_factor import SECOND_FACTORS, needs_second_factor

ADD, SIGN_IN, AGAIN, UNLOCK = "add", "sign-in", "again", "unlock"
MOST = 10  # passkeys of one user
HAS_PASSKEY = "has_passkey"  # in a session
# In the row's data: the passkey's own number, and how often its device says that it has signed;
# many say 0 for ever.
ID, COUNT = "credential_id", "sign_count"
VERIFIED = UserVerificationRequirement.REQUIRED  # by finger, face or code of the device
# What the library stumbles over in an answer that no browser gives.
MALFORMED = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    struct.error,
    UnsupportedAlgorithm,
)


def passkeys_of(user):
    """The passkeys of `user`, the first made first."""
    kind = Authenticator.Type.WEBAUTHN
    return Authenticator.objects.filter(user=user, type=kind).order_by("created_at", "pk")


def note_in_session(request, user):
    """Note whether `user` has a passkey: each page asks, for what covers it while it is locked."""
    request.session[HAS_PASSKEY] = passkeys_of(user).exists()


def options_to_add(request):
    """What the browser needs to make a passkey: it is kept on the device and asks who holds it."""
    user = get_adapter().get_public_key_credential_user_entity(request.user)
    options, state = server().register_begin(
        user=PublicKeyCredentialUserEntity(**user),
        credentials=_credentials(passkeys_of(request.user)),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=VERIFIED,
    )
    give(request, ADD, state)
    return dict(options)


def add(request, name, answer):
    """Keep the browser’s new passkey, and tell its owner; PasskeyRefused for anything else."""
    state = take(request, ADD)
    try:
        made = server().register_complete(state, RegistrationResponse.from_dict(answer))
        facts = {ID: websafe_encode(made.credential_data.credential_id), COUNT: made.counter}
    except MALFORMED as error:
        raise PasskeyRefused(user=request.user) from error
    everybody = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=request.user.pk)
        is_known = everybody.filter(**{f"data__{ID}": facts[ID]}).exists()
        if is_known or passkeys_of(request.user).count() >= MOST:
            raise PasskeyRefused(user=request.user)
        key, codes = flows.add_authenticator(request, name, answer)
        key.data |= facts
        key.save(update_fields=["data"])
    return key, codes


def options_to_prove(request, use, user=None):
    """What the browser needs to prove who is there; without `user` it names no passkey."""
    options, state = server().authenticate_begin(
        credentials=_credentials(passkeys_of(user)) if user else None, user_verification=VERIFIED
    )
    give(request, use, state)
    return dict(options)


def proven(request, use, answer, user=None):
    """The passkey that `answer` proves, of `user` where one is given; else PasskeyRefused."""
    state = take(request, use)
    try:
        answer = AuthenticationResponse.from_dict(answer)
        owner = user or _owner(answer.response.user_handle)
    except MALFORMED as error:
        raise PasskeyRefused(user=user) from error
    with transaction.atomic():
        return _checked(state, answer, owner)


def remove(request, key):
    """Remove one's own passkey; ValidationError where it is the last way in."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=request.user.pk)
        rest = Authenticator.objects.filter(user=user).exclude(pk=key.pk)
        if not user.has_usable_password() and not rest.filter(type=key.type).exists():
            raise ValidationError(
                _("This is your last way in. Set a password or add another passkey first.")
            )
        if needs_second_factor(user) and not rest.filter(type__in=SECOND_FACTORS).exists():
            raise ValidationError(
                _(
                    "Your role needs a second step, and this is the last one you have. Add another "
                    "passkey or set up the app first."
                )
            )
        flows.remove_authenticator(request, key)


def _credentials(keys):
    return [key.wrap().authenticator_data.credential_data for key in keys]


def _owner(handle):
    """Whose passkey it says it is; nothing is believed before the signature is checked."""
    user = User.objects.filter(pk=url_str_to_user_pk(handle.decode("ascii"))).first()
    if user is None:
        raise PasskeyRefused
    return user


def _checked(state, answer, owner):
    keys = passkeys_of(owner).select_for_update()
    key = keys.filter(**{f"data__{ID}": websafe_encode(answer.raw_id)}).first()
    if key is None or not owner.is_active:
        raise PasskeyRefused(user=owner)
    try:
        server().authenticate_complete(state, _credentials([key]), answer)
        said = answer.response.authenticator_data.counter
    except MALFORMED as error:
        raise PasskeyRefused(user=owner) from error
    known = key.data[COUNT]
    if (said or known) and said <= known:
        raise PasskeyRefused("passkey_copied", owner)
    key.data[COUNT] = said
    key.save(update_fields=["data"])
    return key

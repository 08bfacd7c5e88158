"""A device with passkeys, as a browser speaks of it; and whatever an attacker changes in it."""

import json
import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

SITE = "http://localhost:8000"  # where passkeys work, by the SITE_URL of the tests
PRESENT, VERIFIED = AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG.UV
NO_MODEL = bytes(16)


class Device:
    """One passkey on one device; the attributes are what it says of itself."""

    def __init__(self, *, origin=SITE, rp_id="localhost", flags=PRESENT | VERIFIED, counter=0):
        self.origin, self.rp_id, self.flags, self.counter = origin, rp_id, flags, counter
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(32)
        self.handle = None

    def make(self, options):
        """The browser's answer to `options` of a new passkey."""
        options = options["publicKey"]
        self.handle = options["user"]["id"]
        public = ES256.from_cryptography_key(self.key.public_key())
        made = AttestedCredentialData.create(NO_MODEL, self.credential_id, public)
        data = AuthenticatorData.create(
            sha256(self.rp_id.encode()),
            self.flags | AuthenticatorData.FLAG.AT,
            self.counter,
            made,
        )
        said = self._said("webauthn.create", options)
        attested = AttestationObject.create("none", data, {})
        return self._answer(said, attestationObject=websafe_encode(attested))

    def use(self, options):
        """The browser's answer to `options` of a proof."""
        data = AuthenticatorData.create(sha256(self.rp_id.encode()), self.flags, self.counter)
        said = self._said("webauthn.get", options["publicKey"])
        signature = self.key.sign(data + said.hash, ec.ECDSA(SHA256()))
        return self._answer(
            said,
            authenticatorData=websafe_encode(data),
            signature=websafe_encode(signature),
            userHandle=self.handle,
        )

    def _said(self, kind, options):
        return CollectedClientData.create(
            kind, websafe_decode(options["challenge"]), self.origin, False
        )

    def _answer(self, said, **more):
        name = websafe_encode(self.credential_id)
        response = {"clientDataJSON": websafe_encode(said), **more}
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }


def at_site(client):
    """`client`, at the one address where passkeys work."""
    client.defaults["HTTP_HOST"] = SITE.removeprefix("http://")
    return client


def options_of(client, route, *arguments):
    """What the page's script is told to ask the browser for."""
    return client.post(reverse(route, args=arguments)).json()


def add_passkey(client, device, name="my phone"):
    """Send the form with a new passkey of `device`."""
    answer = device.make(options_of(client, "mfa_own_options", "add"))
    data = {"name": name, "credential": json.dumps(answer)}
    return client.post(reverse("mfa_add_webauthn"), data)


def send_proof(client, answer, **more):
    """Send what a browser answered to the sign-in's question."""
    data = {"credential": json.dumps(answer), **more}
    return client.post(reverse("mfa_login_webauthn"), data)


def sign_in_with(client, device, **more):
    """Sign in with a passkey of `device`."""
    return send_proof(client, device.use(options_of(client, "mfa_login_options")), **more)

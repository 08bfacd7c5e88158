"""What the database keeps in a form that only this installation can read."""

import base64

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "accounts.second_factor"  # the first secrets kept so; another word would lose them


def encrypt(text):
    """`text`, readable only with this installation's SECRET_KEY."""
    return _cipher().encrypt(text.encode()).decode("ascii")


def decrypt(encrypted):
    """The other way round; `cryptography.fernet.InvalidToken` once the key is another."""
    return _cipher().decrypt(encrypted.encode("ascii")).decode()


def _cipher():
    """Encrypts with a key made from SECRET_KEY; still reads what older keys wrote."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_fernet_key(key)) for key in keys])


def _fernet_key(secret):
    digest = salted_hmac(SALT, "key", secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)

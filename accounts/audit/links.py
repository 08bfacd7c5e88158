"""The links of the chain: what is hashed, what is signed, and by which key.

Everybody can check the hashes. Only who has ACCESS_LOG_KEY, which is in no database and no backup,
can sign a chain that was made anew after a row was altered.
"""

import hashlib
import hmac
import json
from datetime import UTC

from django.conf import settings

START = "0" * 64  # the hash before the first link


def hash_of(seal):
    """The hash of a link, from all that it says."""
    said = [
        seal.number,
        seal.made_at.astimezone(UTC).isoformat(),
        seal.table_name,
        seal.columns,
        seal.after,
        seal.up_to,
        bool(seal.is_anew),
        hashlib.sha256(bytes(seal.rows)).hexdigest(),
        seal.previous,
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def sign(seal):
    """Fill in hash, key and signature."""
    key = _keys()[0]
    seal.hash, seal.key = hash_of(seal), _name(key)
    seal.signature = _signature(key, seal)


def is_signed(seal):
    """Whether the signature is right; None where its key is not set here."""
    for key in _keys():
        if _name(key) == seal.key:
            return hmac.compare_digest(_signature(key, seal), seal.signature)
    return None


def keys_of_log():
    """ACCESS_LOG_KEY as it is now, then what it was before."""
    return [
        settings.ACCESS_LOG_KEY,
        *settings.ACCESS_LOG_KEY_FALLBACKS,
        settings.SECRET_KEY,
        *settings.SECRET_KEY_FALLBACKS,
    ]


def _keys():
    return [hashlib.sha256(f"shkej seal {key}".encode()).digest() for key in keys_of_log()]


def _name(key):
    return hashlib.sha256(b"name " + key).hexdigest()[:16]


def _signature(key, seal):
    return hmac.new(key, f"{seal.number}:{seal.hash}".encode(), hashlib.sha256).hexdigest()

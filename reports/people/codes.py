"""The code of a person in the files of one recipient and project (docs/security.md, P13).

An HMAC under EXPORT_KEY, which no database and no backup holds. The same person has the same code
in all files of one recipient and project, and another one everywhere else: two recipients cannot
join what they got, and nobody finds the person by the code.
"""

import base64
import hashlib
import hmac

from django.conf import settings

LENGTH = 12  # characters of base32: 60 bits


def code_maker(recipient, project):
    """A function from a person's key to the code in files of `project` for `recipient`."""
    master = settings.EXPORT_KEY.encode()
    key = _hmac(master, f"shkej people {recipient.pk}:{project.pk}")
    return lambda person: base64.b32encode(_hmac(key, str(person))).decode()[:LENGTH]


def _hmac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()

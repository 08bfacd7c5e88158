"""Which device asks, the PIN that opens it, and the key that the server keeps for it.

A device is a browser: it keeps a long random word in a cookie, of which the database has the hash.
"""

import base64
import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import Device
from accounts.models.devices import TRIES, LockMinutes

YEAR = 365 * 24 * 60 * 60
UNUSED = timedelta(days=180)
FEWEST, MOST = 4, 6  # digits of a PIN
IN_SESSION = "device"  # {"minutes", "pin"}: looked up once for each session


def device_of(request):
    """What this user has set up in this browser; None where nothing is."""
    token = _token_of(request)
    if not token:
        return None
    return Device.objects.filter(user=request.user, token_hash=_hash(token)).first()


def set_up(request, response):
    """The device's row, made where there is none, and with `response` the cookie that names it."""
    token = remember(request, response)
    device, _is_new = Device.objects.get_or_create(user=request.user, token_hash=_hash(token))
    return device


def name_device(request):
    """What the log calls this browser; one without a name gets it with the answer."""
    token = _token_of(request)
    if not token:
        token = request.new_device = secrets.token_urlsafe(32)
        request.COOKIES[settings.DEVICE_COOKIE_NAME] = token
    return _hash(token)[:16]


def remember(request, response):
    """The word that names this browser; where it has none, `response` brings one."""
    token = getattr(request, "new_device", "")
    if not token:
        token = _token_of(request) or secrets.token_urlsafe(32)
    if token != request.COOKIES.get(settings.DEVICE_COOKIE_NAME) or hasattr(request, "new_device"):
        response.set_cookie(
            settings.DEVICE_COOKIE_NAME,
            token,
            max_age=YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return token


def facts_of(request):
    """{"minutes", "pin"}: after how long this device locks, and the version of its PIN or ""."""
    facts = request.session.get(IN_SESSION)
    if facts is None:
        device = device_of(request)
        if device is None:
            return {"minutes": LockMinutes.TWO.value, "pin": ""}
        device.save(update_fields=["updated_at"])  # it is in use: see `forget_devices`
        facts = note(request, device)
    return facts


def note(request, device):
    """Remember for this session how its device is set up."""
    facts = {"minutes": device.lock_minutes, "pin": device.pin_version}
    request.session[IN_SESSION] = facts
    return facts


def keys_for(user, token):
    """The server's half of what `user` keeps on a device: the present one, then older ones.

    From it and nothing else the key of the device is unlocked once the session is open. Base64.
    """
    secrets_used = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    value = f"{user.pk} {token}"
    return [
        base64.b64encode(
            salted_hmac("accounts.locking", value, secret=secret, algorithm="sha256").digest()
        ).decode()
        for secret in secrets_used
    ]


def check_new_pin(pin):
    """Refuse what is no PIN, or what everybody tries first."""
    if not (pin.isascii() and pin.isdigit() and FEWEST <= len(pin) <= MOST):
        raise ValidationError(_("A PIN has 4 to 6 digits."))
    steps = {int(after) - int(before) for before, after in zip(pin, pin[1:], strict=False)}
    if steps in ({0}, {1}, {-1}):
        raise ValidationError(_("This PIN is tried first by everybody. Choose another one."))


def set_pin(device, pin):
    """From now on `pin` opens the device."""
    device.pin = make_password(_peppered(device, pin))
    device.pin_set_at, device.wrong_tries = timezone.now(), 0
    device.save(update_fields=["pin", "pin_set_at", "wrong_tries", "updated_at"])


def remove_pin(device):
    """From now on only the password opens the device."""
    device.pin, device.pin_set_at, device.wrong_tries = "", None, 0
    device.save(update_fields=["pin", "pin_set_at", "wrong_tries", "updated_at"])


def is_right_pin(device, pin):
    """Whether `pin` opens the device; each try counts before it is looked at, so none is free."""
    counted = Device.objects.filter(pk=device.pk, wrong_tries__lt=TRIES).exclude(pin="")
    is_counted = counted.update(wrong_tries=F("wrong_tries") + 1)
    device.refresh_from_db()
    if not is_counted or not check_password(_peppered(device, pin), device.pin):
        return False
    allow_tries(device)
    return True


def allow_tries(device):
    """Its user is here: the wrong tries are forgotten."""
    device.wrong_tries = 0
    device.save(update_fields=["wrong_tries"])


def forget_pins(user):
    """No PIN of `user` opens anything any more, on whatever device."""
    user.devices.exclude(pin="").update(pin="", pin_set_at=None, wrong_tries=0)


def forget(request):
    """Delete what this user has set up in this browser."""
    if device := device_of(request):
        device.delete()


def forget_devices():
    """Delete what was set up in browsers that nobody has signed in with for half a year.

    Acts that wait there are lost by it no more than by a forgotten PIN: the password opens them.
    """
    Device.objects.filter(updated_at__lt=timezone.now() - UNUSED).delete()


def _peppered(device, pin):
    """A few digits are soon tried out by whoever has the table: they need our key too."""
    return salted_hmac("accounts.locking.pin", f"{device.pk} {pin}", algorithm="sha256").hexdigest()


def _token_of(request):
    token = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    return token if 32 <= len(token) <= 64 else ""


def _hash(token):
    return hashlib.sha256(token.encode()).hexdigest()

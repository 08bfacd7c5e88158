"""Forms that were typed and not saved, and the keys of those that were."""

import json

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.encryption import decrypt, encrypt
from shkej.lib.models import TimestampedModel


class KeptFormQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that `user` typed: they are nobody else's."""
        return self.filter(user=user).order_by("-updated_at", "-pk")


class KeptForm(TimestampedModel):
    """A form that somebody typed and that was not saved: shown to them again, never executed.

    `path`: where it is sent to; `key`: that of the form (`marks`). What was typed stands encrypted
    in `content`: page, action, fields, and the names of files, which themselves are not kept.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_forms", editable=False
    )
    key = models.CharField(max_length=24, editable=False)
    path = models.CharField(max_length=500, editable=False)
    is_draft = models.BooleanField(default=False, editable=False)
    content = models.TextField(editable=False)

    has_displaced = False  # whether an older one went to make room for it just now

    objects = KeptFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("form not saved")
        verbose_name_plural = _("forms not saved")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="kept_form_once")]

    def __str__(self):
        return self.path

    def write(self, *, page, action, fields, files=()):
        """Encrypt what was typed: `fields`, [(name, value)], and `files`, [(field, file name)]."""
        typed = {"page": page, "action": action, "fields": list(fields), "files": list(files)}
        self.content = encrypt(json.dumps(typed, ensure_ascii=False))

    @property
    def typed(self):
        """What was typed, as `write` took it; None once SECRET_KEY is another."""
        if not hasattr(self, "_typed"):
            try:
                self._typed = json.loads(decrypt(self.content))
            except InvalidToken:
                self._typed = None
        return self._typed

    @property
    def files(self):
        """[(field, name)] of the files that were chosen."""
        chosen = (self.typed or {}).get("files", ())
        # What was kept before fields were has names alone.
        return [("", one) if isinstance(one, str) else tuple(one) for one in chosen]

    @property
    def names_of_files(self):
        """How they are called."""
        return [name for _field, name in self.files]

    def stand_on(self, page):
        """Let it be on another page, where what it is about is shown by now."""
        typed = {**self.typed, "page": page}
        self.write(**typed)
        self._typed = typed
        self.save(update_fields=["content"])

    def values(self):
        """{field: values in the order of the page}."""
        found = {}
        for name, value in (self.typed or {"fields": []})["fields"]:
            found.setdefault(name, []).append(value)
        return found


class FormKey(TimestampedModel):
    """A form that made something: sent again, it leads there and makes nothing more.

    `body_hash`: keyed hash of what was sent; `led_to`: the address of what it made.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", editable=False
    )
    key = models.CharField(max_length=24, editable=False)
    path = models.CharField(max_length=500, editable=False)
    body_hash = models.CharField(max_length=64, editable=False)
    led_to = models.CharField(max_length=1000, blank=True, editable=False)

    class Meta:
        verbose_name = _("key of a form")
        verbose_name_plural = _("keys of forms")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key", "path"], name="form_key_once")
        ]
        indexes = [models.Index(fields=["user", "path", "body_hash"], name="form_key_same_body")]

    def __str__(self):
        return self.path

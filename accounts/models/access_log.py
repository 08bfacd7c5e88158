"""Who saw and did what: rows that are only ever added."""

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.querysets import centres_of
from accounts.reading.scoped import scoped_rows
from shkej.lib.queries.ordering import NamedChoices

EVERYTHING = "everything"  # the kind of an export that holds all there is


class Action(NamedChoices):
    """What is worth a line in the log."""

    SIGN_IN = "sign_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    SIGN_OUT = "sign_out", _("Signed out")
    VIEW_PARTICIPANT = "view_participant", _("Saw a person")
    VIEW_PARTICIPANTS = "view_participants", _("Saw a list of persons")
    PRINT_LIST = "print_list", _("Printed an attendance list")
    VIEW_FILE = "view_file", _("Opened a file")
    CHANGE_PARTICIPANT = "change_participant", _("Changed what is recorded of a person")
    SEARCH = "search", _("Searched for a person")
    DOOR_SEARCH = "door_search", _("Searched at the door")
    MANY_OPENED = "many_opened", _("Gave a reason for opening many persons")
    EXPORT = "export", _("Exported figures")
    EXPORT_PEOPLE = "export_people", _("Exported data of single persons")
    EXPORT_REFUSED = "export_refused", _("Asked for one more file than a day allows")
    BREACH = "breach", _("Wrote about a data breach")
    FEED = "feed", _("Made a calendar link")
    REPORT = "report", _("Moved a report to UNICEF on")
    IMPORT = "import", _("Imported a file")
    MERGE = "merge", _("Merged two persons")
    ERASE = "erase", _("Erased a person, or decided about it")
    HOLD = "hold", _("Set or ended a legal hold")
    ACCESS_REQUEST = "access_request", _("Dealt with a request to see what is held")
    ACCESS_FILE = "access_file", _("Took the file of all that is held of a person")
    RETENTION = "retention", _("Let go of what was kept for long enough")
    GRANT_CHANGED = "grant_changed", _("Changed a role")
    USER_CHANGED = "user_changed", _("Changed a user")
    CONTACT_CHANGED = "contact_changed", _("Changed a contact address")
    PASSWORD_CHANGED = "password_changed", _("Changed the password")
    SECOND_FACTOR_CHANGED = "second_factor_changed", _("Changed the second step of signing in")


# What an action means to whom it is about. Whoever asks "which lines" asks for one of these: an
# action that is in none of them has its reason in tests/accounts/test_kinds_of_actions.py.
LOOKED = (Action.VIEW_PARTICIPANT, Action.VIEW_PARTICIPANTS)  # people's names were shown
SEARCHED = (Action.SEARCH, Action.DOOR_SEARCH)
TAKEN = (
    Action.EXPORT,
    Action.EXPORT_PEOPLE,
    Action.ACCESS_FILE,
)  # a file was made of what is recorded
LEFT = (*TAKEN, Action.PRINT_LIST, Action.VIEW_FILE)  # it is on paper, or on a device


class AccessLogQuerySet(models.QuerySet):
    def visible_to(self, user, permission="accounts.view_accesslog"):
        """The whole log for administrators, and for who coordinates all centres.

        Others read what the people of their centres did (who work in no other), what was done with
        what is in their scope, and what they did themselves.
        """
        if not user.has_perm(permission):
            return self.none()
        centres = centres_of(user, permission)
        if centres is None:
            return self
        grants = apps.get_model("accounts.Grant").objects
        ours, elsewhere = (
            some.values("user")
            for some in (grants.filter(centre__in=centres), grants.exclude(centre__in=centres))
        )
        scope = Q(user=user) | (Q(user__in=ours) & ~Q(user__in=elsewhere))
        for label, rows in scoped_rows(user):
            keys = rows.order_by().annotate(key=Cast("pk", models.CharField())).values("key")
            scope |= Q(object_type=label, object_id__in=keys)
        return self.filter(scope)

    def of(self, target):
        """The lines of one object."""
        return self.filter(object_type=target._meta.label, object_id=str(target.pk))

    def update(self, **fields):
        """Refuse: the log is append-only."""
        raise PermissionDenied("The access log is append-only.")

    def delete(self):
        """Refuse: the log is append-only."""
        raise PermissionDenied("The access log is append-only.")


class AccessLog(models.Model):
    """One act of one user. Holds ids and codes, never a name, a phone or a search term.

    `people`: the ids of all whom it showed, as `accounts.reading.shown_people.written` writes them.
    """

    at = models.DateTimeField(_("time"), auto_now_add=True, db_index=True)
    user = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        null=True,
        related_name="access_log",
        verbose_name=_("user"),
    )
    action = models.CharField(_("action"), max_length=30, choices=Action)
    object_type = models.CharField(_("kind of object"), max_length=60, blank=True)
    object_id = models.CharField(_("object"), max_length=40, blank=True)
    people = models.TextField(_("persons shown"), blank=True, editable=False)
    detail = models.JSONField(_("details"), default=dict)
    address = models.GenericIPAddressField(_("address"), null=True)

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("access log entry")
        verbose_name_plural = _("access log")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="access_log_object")]

    def __str__(self):
        return f"{self.get_action_display()} {self.object_type} {self.object_id}".strip()

    def save(self, *args, **kwargs):
        """Add the row; refuse to change one that is there."""
        if self.pk is not None:
            raise PermissionDenied("The access log is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refuse: the log is append-only."""
        raise PermissionDenied("The access log is append-only.")

from accounts.models.access_log import AccessLog
from accounts.models.account_invitations import AccountInvitation
from accounts.models.alerts import Alert, LogWatch
from accounts.models.audit import LogDigest, Redaction, Seal
from accounts.models.breaches import Breach, BreachStep
from accounts.models.devices import Device, LockMinutes
from accounts.models.first_day import FirstDayStep
from accounts.models.grants import Grant, Role
from accounts.models.limits import Limit
from accounts.models.outbox import OutgoingMail
from accounts.models.users import User

__all__ = [
    "AccessLog",
    "AccountInvitation",
    "Alert",
    "Breach",
    "BreachStep",
    "Device",
    "FirstDayStep",
    "Grant",
    "Limit",
    "LockMinutes",
    "LogDigest",
    "LogWatch",
    "OutgoingMail",
    "Redaction",
    "Role",
    "Seal",
    "User",
]

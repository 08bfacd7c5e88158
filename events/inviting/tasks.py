"""What the worker does for invitations."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from django_tasks import task

from accounts.outbox import ServerAway
from background.naming import named
from background.reasons import CannotBeDone
from events.inviting.replies.mailbox import MailboxAway
from events.inviting.replies.taking import read_replies as read_mailbox
from events.inviting.sending import empty_outbox

AWAY = gettext_noop("The mail server cannot be reached or takes nothing. The mails wait.")


NO_MAILBOX = gettext_noop("The mailbox for answers cannot be reached. They are read later.")


@named(_("Write reminders and send the mails that wait"), longest=timedelta(minutes=30))
@task
def send_outbox():
    """Do what `manage.py send_outbox` does; two at once do not send the same mail."""
    try:
        empty_outbox()
    except ServerAway as error:
        raise CannotBeDone(AWAY) from error


@named(_("Read the answers that calendars send"))
@task
def read_replies():
    """Do what `manage.py read_replies` does; nothing where no mailbox is set up."""
    if settings.REPLIES is None:
        return
    try:
        read_mailbox(settings.REPLIES)
    except MailboxAway as error:
        raise CannotBeDone(NO_MAILBOX) from error

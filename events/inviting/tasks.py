"""What the worker does for invitations."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from django_tasks import task

from accounts.outbox import ServerAway
from background.naming import named
from background.reasons import CannotBeDone
from events.inviting.outbox import empty_outbox

AWAY = gettext_noop("The mail server cannot be reached or takes nothing. The mails wait.")


@named(_("Write reminders and send the mails that wait"), longest=timedelta(minutes=30))
@task
def send_outbox():
    """Do what `manage.py send_outbox` does; two at once do not send the same mail."""
    try:
        empty_outbox()
    except ServerAway as error:
        raise CannotBeDone(AWAY) from error

"""Send the mails that wait, as the worker does every minute; two at once send no mail twice."""

from django.core.management.base import CommandError

from accounts.outbox import ServerAway
from events.inviting.sending import empty_outbox
from shkej.lib.queries.schema import WritingCommand


class Command(WritingCommand):
    """Write the reminders that are due, then send what waits in the outbox."""

    help = "Writes the reminders that are due and sends the mails that wait, as the worker does."

    def handle(self, **options):
        """Say what was done; CommandError where the mail server cannot be reached."""
        try:
            done = empty_outbox()
        except ServerAway as error:
            raise CommandError(
                f"The mail server cannot be reached: {error}. The mails wait."
            ) from error
        sent = done.sent
        if sent is None:
            self.stdout.write("Another process is sending already.")
        elif done.reminders or done.strangers or any((sent.sent, sent.failed, sent.put_off)):
            self.stdout.write(
                f"Reminders written: {done.reminders}. Sent: {sent.sent}. "
                f"Put off: {sent.put_off}. Given up: {sent.failed + done.strangers}."
            )

"""Send the mails that wait. May run every minute: two at once do not send the same mail."""

from django.core.management.base import BaseCommand, CommandError

from accounts.outbox import ServerAway, send_due_mails
from events.inviting.outbox import give_up_mails_to_strangers, queue_reminders


class Command(BaseCommand):
    """Write the reminders that are due, then send what waits in the outbox."""

    help = "Writes the reminders that are due and sends the mails that wait; run it every minute."

    def handle(self, **options):
        """Say what was done; CommandError where the mail server cannot be reached."""
        reminders = queue_reminders()
        strangers = give_up_mails_to_strangers()
        try:
            done = send_due_mails()
        except ServerAway as error:
            raise CommandError(
                f"The mail server cannot be reached: {error}. The mails wait."
            ) from error
        if done is None:
            self.stdout.write("Another process is sending already.")
        elif reminders or strangers or any((done.sent, done.failed, done.put_off)):
            self.stdout.write(
                f"Reminders written: {reminders}. Sent: {done.sent}. "
                f"Put off: {done.put_off}. Given up: {done.failed + strangers}."
            )

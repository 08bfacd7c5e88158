"""Mails that leave while a worker dies: who sends them, and what arrived how often."""

import asyncio
import time

from django.db import connection

from accounts.outbox import Content, queue_mail
from benchmarks.machines.processes import wait_until
from events.inviting.tasks import send_outbox
from shkej.lib.one_at_a_time import _digest
from tests.mail_server import MailBox

AT_ONCE, BEFORE_THE_KILL = 40, 8
SECONDS_A_MAIL = 0.05
HOLDER = """
    SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint = %s AND objid::bigint = %s
"""


class SlowBox(MailBox):
    """Takes its time for each mail, as servers do; `moments`: when each of them came."""

    def __init__(self):
        super().__init__()
        self.moments = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        await asyncio.sleep(SECONDS_A_MAIL)
        self.moments.append(time.monotonic())
        return await super().handle_DATA(server, session, envelope)


def queue_mails(wanted):
    """Write some mails down and let a worker send them: their ids are added to `wanted`."""
    content = Content(subject="Takim", text="Nesër në orën dhjetë.")
    for number in range(AT_ONCE):
        mail = queue_mail(to=f"{number}@partner.example", content=content)
        wanted.append(mail.message_id)
    send_outbox.enqueue()


def sender():
    """The name of the worker that sends mails just now; None where none does."""
    word = _digest("outbox")
    halves = [int.from_bytes(half, "big") for half in (word[:4], word[4:])]
    with connection.cursor() as cursor:
        cursor.execute(HOLDER, halves)
        found = cursor.fetchone()
    return found and found[0]


def kill_sender(site, box, wanted):
    """Kill the worker that sends, in the middle of it; the seconds until mails went on."""
    before = len(box.messages)
    queue_mails(wanted)
    wait_until(lambda: len(box.messages) >= before + BEFORE_THE_KILL, "mails leave")
    name = wait_until(sender, "a worker sends")
    [victim] = [worker for worker in site.workers if worker.name == name]
    victim.kill()
    killed = time.monotonic()
    wait_until(lambda: set(wanted) <= set(box.ids), "all mails have left")
    return min(moment for moment in [*box.moments, time.monotonic()] if moment > killed) - killed

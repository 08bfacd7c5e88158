"""What became of it, in the words of docs/reliability.md."""

from collections import Counter
from statistics import median

from django.db import connections

from benchmarks.machines.door import WRITERS, lost_sessions
from tests.faults.marking import count_what_became


def say(seconds, what, taken):
    """Add a figure to those of its kind, and print it."""
    seconds[what].append(taken)
    print(f"{what} {len(seconds[what])}: {taken:.1f} s", flush=True)


class Outcome:
    """Marks, sessions and mails after all kills; `seconds`: {what was killed: seconds of each}."""

    def __init__(self, crowd, site, box, wanted, seconds):
        connections.close_all()
        self.seconds, self.crowd = seconds, crowd
        self.acknowledged, self.lost, self.doubled = count_what_became(crowd)
        self.sessions = lost_sessions(crowd, site)
        self.mails, arrived = len(wanted), Counter(box.ids)
        self.mails_lost = len(set(wanted) - set(arrived))
        self.mails_again = sum(arrived.values()) - len(arrived)

    @property
    def is_kept(self):
        """Whether nothing was lost and no mark doubled, and nobody has to sign in again."""
        return not any((self.lost, self.doubled, self.sessions, self.mails_lost))

    def __str__(self):
        waits = [second for writer in self.crowd.writers[:WRITERS] for second in writer.seconds]
        answers = sum((writer.answers for writer in self.crowd.writers), Counter())
        lines = [
            f"Marks: {self.acknowledged} acknowledged, {self.lost} lost, {self.doubled} doubled; "
            f"a mark was saved after {median(waits):.2f} s (median), {max(waits):.1f} s (most).",
            f"Sessions lost: {self.sessions}. Answers: {dict(answers.most_common())}.",
            f"Mails: {self.mails}, {self.mails_lost} never came, {self.mails_again} came again.",
            "",
            "| killed | times | seconds: median | most | each |",
            "|---|---|---|---|---|",
        ]
        for what, taken in self.seconds.items():
            each = ", ".join(f"{second:.1f}" for second in taken)
            middle, most = median(taken), max(taken)
            lines.append(f"| {what} | {len(taken)} | {middle:.1f} | {most:.1f} | {each} |")
        return "\n".join(lines)

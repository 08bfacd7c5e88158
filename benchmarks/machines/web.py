"""Two web processes and two workers: one of each is killed, again and again, under writers."""

import time

from benchmarks.machines.door import Witness, crowd_at
from benchmarks.machines.mails import kill_sender
from benchmarks.machines.outcome import Outcome, say


def kill_web(crowd, site, witness, number):
    """Kill one web process and wait until it is back; the seconds without a saved mark."""
    crowd.wait_for_more(20)
    killed = time.monotonic()
    site.webs[number].kill()
    crowd.wait_for_more(20)
    site.wait_for_web(number)
    crowd.wait_for_more(20)
    if not witness.sees_both():
        raise SystemExit("A mark made through one web process is no news at the other one.")
    return crowd.watch.longest_pause(killed)


def measure(site, box, centre, kills):
    """The outcome of killing first web processes, then workers, `kills` of each."""
    crowd, witness, wanted = crowd_at(site, centre), Witness(site, centre), []
    seconds = {"a web process": [], "a worker that sends mails": []}
    with crowd:
        crowd.wait_for_more(40)
        for number in range(kills):
            pause = kill_web(crowd, site, witness, number % 2)
            say(seconds, "a web process", pause)
        for _number in range(kills):
            say(seconds, "a worker that sends mails", kill_sender(site, box, wanted))
        crowd.wait_for_more(1)
    return Outcome(crowd, site, box, wanted, seconds)

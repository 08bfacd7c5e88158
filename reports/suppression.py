"""Small cells hidden in what goes beyond UNICEF (SECURITY, P11).

A count from 1 to 4 is hidden, and so is as much beside it as is needed that no hidden count follows
from a total: none or at least two are hidden, and together they leave room for several answers.
"""

SMALL = 5


def suppress_row(counts, *, small=SMALL):
    """Which of the counts of one line, whose total is told, are to be hidden: a set of places.

    Hidden are the small ones, and the smallest others, until at least two are hidden and their sum
    allows each of them at least three values.
    """
    hidden = {place for place, count in enumerate(counts) if 0 < count < small}
    while hidden and not _leaves_room([counts[place] for place in hidden], small):
        others = [place for place, count in enumerate(counts) if place not in hidden and count]
        if not others:
            others = [place for place in range(len(counts)) if place not in hidden]
        if not others:
            break
        hidden.add(min(others, key=lambda place: (counts[place], place)))
    return hidden


def _leaves_room(hidden, small):
    """Whether whoever knows the sum of these counts finds at least three values for each."""
    return len(hidden) > 1 and sum(hidden) >= small

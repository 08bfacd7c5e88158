"""Small cells hidden in what goes beyond UNICEF (SECURITY, P11).

A count from 1 to 4 is hidden, and so is as much beside it as is needed that no hidden count follows
from a total: none or at least two are hidden, and together they leave room for several answers.
Where all counts of a line together do not, the total is to be hidden too.
"""

SMALL = 5


def suppress_row(counts, *, small=SMALL):
    """Which of the counts of one line are to be hidden: a set of places.

    Hidden are the small ones, and the smallest others, until at least two are hidden and their sum
    allows each of them at least three values. The line's total: see `total_may_be_told`.
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


def total_may_be_told(counts, *, small=SMALL):
    """Whether the total of a line can stand beside what `suppress_row` leaves of its counts."""
    hidden = suppress_row(counts, small=small)
    return not hidden or _leaves_room([counts[place] for place in hidden], small)


def _leaves_room(hidden, small):
    """Whether whoever knows the sum of these counts finds at least three values for each.

    A hidden count is known not to be 0: one that is 0 is shown, or its line is not.
    """
    return len(hidden) > 1 and sum(hidden) >= max(small, len(hidden) + 2)

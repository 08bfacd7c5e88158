"""Small cells hidden in what goes beyond UNICEF (SECURITY, P11).

A count from 1 to 4 is hidden, and so is as much beside it as is needed that no hidden count follows
from the totals: in every line of a table none or at least two cells are hidden, and each line's
hidden cells together leave room for several answers.
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


def suppress_table(rows, *, small=SMALL):
    """{(row, column)} to be hidden of a two-way table whose row and column totals are told.

    Lines and columns are gone through in turn until neither asks for more.
    """
    hidden = {
        (r, c) for r, row in enumerate(rows) for c, count in enumerate(row) if 0 < count < small
    }
    if not hidden:
        return hidden
    while True:
        before = len(hidden)
        for r, row in enumerate(rows):
            hidden |= {(r, c) for c in _more(row, {c for q, c in hidden if q == r}, small)}
        for c in range(len(rows[0])):
            column = [row[c] for row in rows]
            hidden |= {(r, c) for r in _more(column, {r for r, q in hidden if q == c}, small)}
        if len(hidden) == before:
            return hidden


def _more(counts, hidden, small):
    """The places to hide in one line, of which some are hidden already."""
    hidden = set(hidden)
    while hidden and not _leaves_room([counts[place] for place in hidden], small):
        others = [place for place in range(len(counts)) if place not in hidden]
        if not others:
            break
        hidden.add(min(others, key=lambda place: (counts[place] == 0, counts[place], place)))
    return hidden

"""The cells of a grid as a page sends them."""

from events.models import Attendance
from events.series.grid.services import SentCell

MOST_CELLS = 900  # below what Django takes in one form


def cells_of(data):
    """The cells of a grid that was sent; what is no cell is passed over.

    A cell's name says whose it is and what it showed: `c.<event>.<participant>.<mark>`.
    """
    cells = []
    for name, wanted in data.items():
        prefix, *parts = name.split(".")
        if prefix != "c" or len(parts) != 3 or wanted not in Attendance.values:
            continue
        event, participant, shown = parts
        is_row = all(part.isascii() and part.isdigit() and len(part) < 16 for part in parts[:2])
        if is_row and shown in Attendance.values:
            cells.append(SentCell(int(event), int(participant), shown, wanted))
    return cells

from events.models.acts import RegisterAct
from events.models.attachments import Attachment
from events.models.centres import Centre
from events.models.distinct import DistinctEvents
from events.models.door import DoorNote
from events.models.events import Event, EventOrganisation, Quote, Topic
from events.models.imported import (
    Import,
    ImportedChange,
    ImportedEvent,
    ImportedRow,
    ImportedShape,
)
from events.models.invitations import Invitation, LastLook, ReadReply
from events.models.proposals import ChangeRequest, EventProposal
from events.models.registrations import Attendance, Headcount, Registration
from events.models.reopening import ReopeningRequest
from events.models.series import Series, SeriesException, SeriesMember

__all__ = [
    "Attachment",
    "Attendance",
    "Centre",
    "ChangeRequest",
    "DistinctEvents",
    "DoorNote",
    "Event",
    "EventOrganisation",
    "EventProposal",
    "Headcount",
    "Import",
    "ImportedChange",
    "ImportedEvent",
    "ImportedRow",
    "ImportedShape",
    "Invitation",
    "LastLook",
    "Quote",
    "ReadReply",
    "RegisterAct",
    "Registration",
    "ReopeningRequest",
    "Series",
    "SeriesException",
    "SeriesMember",
    "Topic",
]

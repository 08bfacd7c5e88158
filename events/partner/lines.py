"""The lines of a partner's page: the events of a series that say the same are one line."""

from dataclasses import dataclass

from events.models import Event, Invitation


@dataclass
class PartnerLine:
    """An event, or the first of several of its series; `more`: how many others the line is for."""

    event: Event
    organisation: object
    invitation: Invitation | None
    more: int = 0

    @property
    def waits(self):
        """Whether the organisation has still to answer."""
        invitation = self.invitation
        return bool(invitation) and self.event.is_ahead and not invitation.is_answered

    @property
    def kind(self):
        """What the events of a series share, for one line of all."""
        answer = self.invitation.answer if self.invitation else None
        return self.organisation.pk, answer, self.event.status


def lines_of(coming):
    """[(event, organisation, invitation)] as lines, in their order."""
    return by_series([PartnerLine(*row) for row in coming])


def by_series(lines):
    """One line where several events of a series say the same, at the place of the first."""
    kept, first = [], {}
    for line in lines:
        key = (line.event.series_id, line.kind)
        if line.event.series_id and key in first:
            first[key].more += 1
            continue
        first[key] = line
        kept.append(line)
    return kept

"""A merge takes along who may not be erased, who asked to be, and who asked what is held."""

from participants.merging.parts import MergePart
from retention.models import AccessRequest, Erasure, Hold


class HoldsPart(MergePart):
    """What keeps one record keeps the one that stays."""

    model = Hold
    people = ("participant",)


class ErasuresPart(MergePart):
    """Whoever confirms sees the whole person."""

    model = Erasure
    people = ("participant",)


class AccessRequestsPart(MergePart):
    """Answered with all that is held, of both records."""

    model = AccessRequest
    people = ("participant",)


PARTS = (HoldsPart(), ErasuresPart(), AccessRequestsPart())

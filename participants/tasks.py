"""What the worker does for people."""

from datetime import timedelta
from functools import partial
from math import ceil

from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts.models import User
from background.naming import named
from background.services import report_progress
from participants.duplicates.pairs import record_possible_duplicates
from participants.merging.services import forget_journals
from participants.models import Participant

# Each batch reads once whoever comes after it: so many people at least, so many batches at most.
AT_ONCE, BATCHES = 500, 20


@named(_("Search for possible duplicates"), longest=timedelta(hours=2))
@task(takes_context=True)
def search_duplicates(context, user_id):
    """Compare everybody whom a user may merge, and keep the pairs: how many are new.

    Begun anew after its worker died, it finds the pairs that are kept already, and adds none twice.
    """
    user = User.objects.get(pk=user_id)
    everybody = Participant.objects.visible_to(user, "participants.merge_participant").current()
    return _compare(everybody, partial(report_progress, context))


@named(_("Search for possible duplicates among everybody"), longest=timedelta(hours=3))
@task
def search_all_duplicates():
    """Compare everybody, once a night: people arise at doors, in lists and in other centres too.

    A pair is shown to those alone who may merge both.
    """
    _compare(Participant.objects.current(), lambda **_how_far: None)


def _compare(everybody, report):
    """Keep the pairs of `everybody` (a queryset): how many are new. `report`: of done and total."""
    keys = list(everybody.order_by("pk").values_list("pk", flat=True))
    size = max(AT_ONCE, ceil(len(keys) / BATCHES))
    new = 0
    for start in range(0, len(keys), size):
        report(done=start, total=len(keys))
        batch = everybody.filter(pk__in=keys[start : start + size])
        new += record_possible_duplicates(batch, everybody.filter(pk__gte=keys[start]))
    report(done=len(keys), total=len(keys))
    return new


@named(_("Forget what merges changed, once they cannot be undone"))
@task
def forget_merge_journals():
    """Empty the journals of merges that are older than their undo: they hold names."""
    forget_journals()

"""Sealing: what was added since becomes links of the chain, outside of any request.

Pages only insert rows; the worker seals them every minute, and a backup before it copies. Nothing
is locked: on PostgreSQL a transaction may commit a row after rows with greater keys were sealed, so
it is sealed late, up to an hour (`LATE`) after a seal passed over its key.
"""

import logging
from datetime import timedelta

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from accounts.audit.digests import AT_ONCE, columns_of, packed, read_digests, unpacked
from accounts.audit.links import START, sign
from accounts.audit.protected import protected_models
from accounts.models import Seal
from shkej.lib.one_at_a_time import one_at_a_time

LATE = timedelta(hours=1)

logger = logging.getLogger(__name__)


def seal_log(models=None):
    """Seal all that is not sealed; the last link, or None where there is none yet.

    What is added meanwhile waits for the next time: else this would go on as long as people work.
    Whoever comes while another process seals does nothing. The head is written to the log of the
    process too: there it outlives whoever cuts the end of the chain off.
    """
    with one_at_a_time("seal-log") as is_ours:
        last = _last()
        if not is_ours:
            return last
        before = last
        for model in models or protected_models():
            newest = model._base_manager.aggregate(key=Max(model._meta.pk.attname))["key"]
            while seal := _next(model, last):
                last = seal
                if newest is None or seal.up_to >= newest:
                    break
    if last != before:
        logger.info("The log is sealed up to %s.", last)
    return last


def seal_anew(table):
    """Seal all rows of a table again: after a migration that changed its columns or its rows.

    What was sealed of it before is no longer compared; that it was sealed anew is in the chain.
    """
    [model] = [model for model in protected_models() if model._meta.db_table == table]
    seal_log([model])
    end = _seals_of(table).last()
    if end is None:
        return
    last, after = _last(), 0
    while after < end.up_to:
        digests = _digests(model, f"> {after}", f"<= {end.up_to}")
        up_to = max(digests) if len(digests) == AT_ONCE else end.up_to
        last = _add(model, last, after=after, up_to=up_to, digests=digests, is_anew=True)
        after = up_to


def seal_changed_tables():
    """After migrations: seal anew what was sealed with columns that are no longer there."""
    for model in protected_models():
        table = model._meta.db_table
        last = Seal.objects.filter(table_name=table).order_by("number").last()
        if last and not set(last.columns.split(",")) <= set(columns_of(connection, table)):
            seal_anew(table)


def late_keys(seals, present):
    """Those of the keys `present` that the last of `seals`, consecutive ones, passed over."""
    sealed = {key for seal in seals for key, _digest in unpacked(seal.rows)}
    return sorted(set(present) - sealed)


def _next(model, last):
    """Add the next link for a table; None where all of it is sealed."""
    own = list(_passing(model))
    after = own[-1].up_to if own else 0
    digests = _digests(model, f"> {after}")
    up_to = max(digests, default=after)
    late = _late(model, own)
    if late:
        listed = ", ".join(str(key) for key in late)
        digests |= _digests(model, f"IN ({listed})")
    if not digests:
        return None
    return _add(model, last, after=after, up_to=up_to, digests=digests)


def _add(model, last, *, after, up_to, digests, is_anew=False):
    seal = Seal(
        number=last.number + 1 if last else 1,
        made_at=timezone.now(),
        table_name=model._meta.db_table,
        columns=",".join(columns_of(connection, model._meta.db_table)),
        after=after,
        up_to=up_to,
        is_anew=is_anew,
        rows=packed(digests),
        previous=last.hash if last else START,
    )
    sign(seal)
    seal.save()
    return seal


def _passing(model):
    """The links of a table that may have passed over a row which was still to be committed."""
    seals = _seals_of(model._meta.db_table)
    last = seals.last()
    if last is None:
        return []
    if connection.vendor != "postgresql":  # which has one writer: keys come in order
        return [last]
    since = list(seals.filter(made_at__gt=timezone.now() - LATE))
    return since if since and since[-1] == last else [last]


def _late(model, own):
    if not own or connection.vendor != "postgresql":
        return []
    key = model._meta.pk.attname
    between = {f"{key}__gt": min(seal.after for seal in own), f"{key}__lte": own[-1].up_to}
    present = model._base_manager.filter(**between).values_list(key, flat=True)
    return late_keys(own, present)[:AT_ONCE]


def _digests(model, *conditions):
    table, key = model._meta.db_table, model._meta.pk.column
    where = " AND ".join(f'"{key}" {condition}' for condition in conditions)
    columns = columns_of(connection, table)
    return read_digests(connection, table, key, columns, where, most=AT_ONCE)


def _seals_of(table):
    return Seal.objects.filter(table_name=table, is_anew=False).order_by("number")


def _last():
    return Seal.objects.order_by("number").last()

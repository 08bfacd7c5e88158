"""Nobody is found any more by a nickname that only sounds like theirs: Gjon is no Goni."""

from django.db import migrations

from participants.finding.sounds import sound_key
from participants.finding.words import GIVEN, NICKNAME, Nicknames

AT_ONCE = 2_000  # people


def fill(apps, schema_editor):
    """Write the nicknames under which people are found anew, some people at once."""
    word, nickname = (apps.get_model("participants", name) for name in ("NameWord", "Nickname"))
    nicknames = Nicknames(nickname.objects.order_by("pk").values_list("nickname", "name"))
    for given in _given_names(word):
        wanted = {(pk, text) for pk, names in given.items() for _kind, text in nicknames.of(names)}
        rows = word.objects.filter(kind=NICKNAME, participant__in=given)
        known = {(pk, text): key for key, pk, text in rows.values_list("pk", "participant", "word")}
        gone = [key for row, key in known.items() if row not in wanted]
        for start in range(0, len(gone), AT_ONCE):
            word.objects.filter(pk__in=gone[start : start + AT_ONCE]).delete()
        word.objects.bulk_create(
            [
                word(participant_id=pk, kind=NICKNAME, word=text, sound=sound_key(text))
                for pk, text in sorted(wanted - known.keys())
            ],
            batch_size=500,
        )


def _given_names(word):
    """{id: given names} of some people at once, by their ids."""
    last = 0
    while keys := list(
        word.objects.filter(kind=GIVEN, participant__gt=last)
        .order_by("participant")
        .values_list("participant", flat=True)
        .distinct()[:AT_ONCE]
    ):
        given = {}
        rows = word.objects.filter(kind=GIVEN, participant__in=keys)
        for pk, text in rows.values_list("participant", "word"):
            given.setdefault(pk, []).append(text)
        yield given
        last = keys[-1]


class Migration(migrations.Migration):
    dependencies = [("participants", "0013_consents")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]

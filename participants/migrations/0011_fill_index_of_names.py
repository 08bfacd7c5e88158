"""The usual nicknames, and the words under which those are found who are recorded already."""

from django.db import migrations

from participants.finding.sounds import sound_key
from participants.finding.words import GIVEN, Nicknames, words_of

AT_ONCE = 2_000  # people
USUAL = """
Adi: Ardian, Adrian
Afi: Afërdita
Agi: Agim
Ardi: Ardian, Ardit
Bardhi: Bardhyl
Beni: Arben, Benjamin
Beqo: Beqir
Berti: Albert, Robert
Besi: Besnik, Besmir
Bledi: Bledar
Bona: Valbona
Brixhi: Brixhilda
Dita: Lindita, Afërdita
Doni: Ardon, Donald
Dori: Teodor, Dorian, Dorina
Edi: Eduard, Edmond, Edlir
Elda: Griselda
Eri: Erion, Ermal, Erald
Fati: Fatos, Fatmir, Fatjon
Flori: Florian, Florenc
Fredi: Alfred
Gazi: Gazmend
Geni: Gentian, Gentiana, Eugjen
Geri: Gerald
Gimi: Agim
Gjika: Gjergj
Goni: Agron
Jani: Kristjan
Jona: Jonida
Keda: Enkeleda
Kela: Enkelejda, Mikela
Kosta: Konstandin
Kozi: Kozma
Kristi: Kristian, Kristina
Landa: Jolanda
Landi: Orland, Erland, Roland
Leda: Ledina, Enkeleda
Leo: Leonard, Leonid
Lili: Liljana
Linda: Lindita, Majlinda
Lul: Lulzim, Luljeta
Mani: Manjola, Emanuel
Meti: Ahmet, Mehmet, Ismet
Mira: Mirela, Almira, Mirjeta
Miri: Artmir, Fatmir, Ermir, Almir, Samir
Moli: Monika
Mondi: Edmond, Osmond
Moza: Mimoza
Nardi: Leonard, Bernard
Nela: Manjola, Antonela
Niku: Nikolla
Noli: Arnold
Ola: Manjola, Viola
Rina: Katerina, Marina
Roni: Erion, Aaron
Rovi: Rovena
Rudi: Rudolf, Rudina
Sabi: Sabri, Sabrina
Sandra: Aleksandra
Sandri: Aleksandër
Sani: Hasan
Suli: Sulejman
Tani: Artan
Timi: Shpëtim
Tina: Valentina, Kristina, Albertina
Toni: Anton, Antonio
Vali: Valbona, Valentina, Valon
Vini: Ervin
Xhemo: Xhemal
Xheni: Xhensila, Eugjenia
Zana: Suzana
Zefi: Jozef
Zimi: Lulzim, Gëzim
"""


def usual_nicknames():
    """(nickname, given name) of those that are usual among Albanians."""
    lines = (line.split(": ") for line in USUAL.strip().splitlines())
    return [(nickname, name) for nickname, names in lines for name in names.split(", ")]


def fill(apps, schema_editor):
    """Write down the usual nicknames, and the words of everybody's names, some people at once."""
    person, word = (apps.get_model("participants", name) for name in ("Participant", "NameWord"))
    nickname = apps.get_model("participants", "Nickname")
    pairs = usual_nicknames()
    nickname.objects.bulk_create(nickname(nickname=one, name=other) for one, other in pairs)
    nicknames, last = Nicknames(pairs), 0
    columns = ("pk", "first_name", "father_name", "last_name")
    while batch := list(
        person.objects.filter(pk__gt=last).order_by("pk").values_list(*columns)[:AT_ONCE]
    ):
        rows = []
        for pk, *names in batch:
            words = words_of(*names)
            words |= nicknames.of({text for kind, text in words if kind == GIVEN})
            rows += [
                word(participant_id=pk, kind=kind, word=text, sound=sound_key(text))
                for kind, text in sorted(words)
            ]
        word.objects.bulk_create(rows, batch_size=500)
        last = batch[-1][0]


class Migration(migrations.Migration):
    dependencies = [("participants", "0010_index_of_names")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]

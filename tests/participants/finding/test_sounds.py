import pytest

from participants.finding.sounds import heard, sound_key
from shkej.lib.albanian import fold

ALIKE = [
    "Xhoana Joana Zhoana Xhoanë Xhoan",
    "Çela Cela Qela Chela Çelë Çeli",
    "Bedrie Bedrije Bedrija",
    "Gjergji Gergj Gjergj",
    "Shqipe Sqipe Shqip",
    "Lleshi Leshi Lesh",
    "Rrok Rok Roku",
    "Dhurata Durata",
    "Njazi Nazi",
    "Thoma Toma",
    "Ylli Illi Yll",
    "Ëngjëll Engjell Engell",
    "Walter Valter",
    "Hoxha Hoxhë Hoja Hoxh",
    "Marja Maria Marija",
]


@pytest.mark.parametrize("names", ALIKE)
def test_names_that_are_heard_alike_have_one_key(names):
    assert len({sound_key(fold(name)) for name in names.split()}) == 1


@pytest.mark.parametrize(
    "names", ["Ana Eni", "Hoxha Hoxhaj", "Dritan Drilon", "Besa Beni", "Arben Arbër", "Leka Lika"]
)
def test_other_names_have_other_keys(names):
    one, other = names.split()

    assert sound_key(fold(one)) != sound_key(fold(other))


@pytest.mark.parametrize("word", ["a", "ia", "ja", "", "ë", "io", "12", "и"])
def test_of_short_names_something_stays(word):
    assert bool(sound_key(fold(word))) == bool(word)


def test_what_is_typed_so_far_keeps_its_last_letter():
    assert heard("xhoan") == "xoan"
    assert heard("hoxha") == "hoxa"

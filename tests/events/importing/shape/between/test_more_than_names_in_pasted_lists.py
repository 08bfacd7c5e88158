"""A pasted line that says more than a name is a bad cell or asked about; a title makes nobody."""

import pytest
from django.core.exceptions import ValidationError

from participants.models import Participant
from tests.events.importing.shape.test_lists_of_strangers import asked, names, take
from tests.events.importing.shape.test_numbers_and_letters_behind_names import NUMBER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TWO = {("Ana", "Deda"), ("Beni", "Leka")}


@pytest.mark.parametrize(
    "line",
    [
        "Mira Çela (Miri)",
        "Mira (Agim) Çela",
        "Mira Çela +2",
        "Mira Çela x2",
        "Mira Çela - 2 fëmijë",
        "Mira Çela (2 fëmijë)",
        "Mira Çela (e bija e Agimit)",
        "Mira Çela 12 shumë vonë",
    ],
)
def test_line_that_says_more_than_a_name_is_a_bad_cell(line):
    among_others = take(f"Ana Deda\n{line}\nBeni Leka", skip_bad_rows=True)
    alone = take(f"{line}\n{line}\n", skip_bad_rows=True)

    assert [problem.row for problem in among_others.rejected] == [2]
    assert {problem.row for problem in alone.rejected} == {1, 2}
    assert names() == TWO


@pytest.mark.parametrize(
    "title",
    [
        "Njësia Administrative 5",
        "Rruga Myslym Shyri 4",
        "Në orën 10",
        "Nga ora 10",
        "Java Parë 3",
        "Loje Sportive (3)",
        "Rruga Myslym Shyri (pallati 4)",
    ],
)
def test_title_that_says_more_is_nobody(title):
    result = take(f"{title}\nAna Deda 12\nBeni Leka 9\n", columns={NUMBER: ""})

    assert result.rejected == []
    assert names() == TWO


def test_number_behind_lone_first_names_with_numbers_before_them_is_asked_about():
    content = "1. Ana 12\n2. Beni 9\n"
    assert asked(content) == [f"column:{NUMBER}"]

    take(content, columns={NUMBER: "age"})

    assert names() == {("Ana", ""), ("Beni", "")}


@pytest.mark.parametrize(
    "line", ["Tiranë, 06.10.2021", "Shkodër 6 tetor 2021", "Durrës: 6.10.2021"]
)
def test_town_and_day_are_nobody_with_a_birth(line):
    result = take(f"{line}\nAna Deda\nBeni Leka\n")

    assert names() == TWO
    assert result.rejected == []


def test_first_name_and_day_are_somebody_with_a_birth():
    take("Vlora, 12.05.2010\nAna\nBeni\n", columns={"Column 2": "birth_date"})

    assert names() == {("Ana", ""), ("Beni", ""), ("Vlora", "")}


def test_names_below_the_sexes_are_no_numbers_of_people():
    with pytest.raises(ValidationError, match="No headings of a list"):
        take("Vajza;Djem\nAna Deda 12;Beni Leka 9\nMira Çela;Luan Rama\n")


@pytest.mark.parametrize(
    "line", ["Mira Çela 9,5", "Mira Çela (Miri, 12)", "Mira Çela 12, vjen nëna"]
)
def test_line_that_says_more_behind_a_comma_is_no_note(line):
    result = take(f"Ana Deda\n{line}\nBeni Leka", skip_bad_rows=True)

    assert [problem.row for problem in result.rejected] == [2]
    assert names() == TWO


@pytest.mark.parametrize("written", ["{} {}", "{} ({})", "{} {} vjeç"])
def test_names_and_ages_on_one_line_are_people(written):
    take(
        ", ".join([written.format("Ana Deda", 12), written.format("Beni Leka", 9)]),
        columns={NUMBER: "age"},
    )

    ages = Participant.objects.values_list("first_name", "told_age")
    assert set(ages) == {("Ana", 12), ("Beni", 9)}

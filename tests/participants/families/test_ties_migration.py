"""The migration that parts family ties recorded both ways round."""

import pytest


@pytest.mark.more
@pytest.mark.parametrize(
    ("years", "stays"),
    [((1980, 2010), "right"), ((2010, 1980), "wrong"), ((None, None), "right")],
)
def test_of_a_tie_both_ways_round_the_likelier_stays(migrator, years, stays):
    old = migrator.apply_initial_migration(("participants", "0005_counting_by_the_day"))
    model = old.apps.get_model
    category = model("participants", "Category").objects.create(code="x", label="x", label_sq="x")
    one, two, other = (
        model("participants", "Participant").objects.create(
            code=f"X{number}", first_name="A", last_name="B", category=category, birth_year=year
        )
        for number, year in enumerate((*years, None))
    )
    ties = model("participants", "Guardianship").objects
    made = {
        "right": ties.create(adult=one, child=two, relation="mother"),
        "wrong": ties.create(adult=two, child=one, relation="mother"),
        "bystander": ties.create(adult=one, child=other, relation="other"),
    }

    new = migrator.apply_tested_migration(("participants", "0007_guardianship_unique_either_way"))

    kept = set(
        new.apps.get_model("participants", "Guardianship").objects.values_list("pk", flat=True)
    )
    assert kept == {made[stays].pk, made["bystander"].pk}
    [gone] = new.apps.get_model("participants", "HistoricalGuardianship").objects.all()
    assert (gone.history_type, gone.adult_id) == ("-", (two if stays == "right" else one).pk)

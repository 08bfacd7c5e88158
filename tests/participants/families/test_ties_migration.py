"""The migration that parts family ties recorded both ways round."""

import pytest


@pytest.mark.more
def test_of_a_tie_both_ways_round_the_likelier_stays(migrator):
    old = migrator.apply_initial_migration(("participants", "0005_counting_by_the_day"))
    model = old.apps.get_model
    category = model("participants", "Category").objects.create(code="x", label="x", label_sq="x")

    def person(year):
        people = model("participants", "Participant").objects
        names = {"code": f"X{people.count()}", "first_name": "A", "last_name": "B"}
        return people.create(**names, category=category, birth_year=year)

    def tie(adult, child, relation="mother"):
        ties = model("participants", "Guardianship").objects
        return ties.create(adult=adult, child=child, relation=relation)

    stay, go = set(), []
    for years, first_stays in [((1980, 2010), True), ((2010, 1980), False), ((None, None), True)]:
        one, two, other = person(years[0]), person(years[1]), person(None)
        ties = tie(one, two), tie(two, one)
        likelier, less_likely = ties if first_stays else reversed(ties)
        stay |= {likelier.pk, tie(one, other, "other").pk}
        go.append(("-", less_likely.pk, less_likely.adult_id))

    new = migrator.apply_tested_migration(("participants", "0007_guardianship_unique_either_way"))

    model = new.apps.get_model
    kept = model("participants", "Guardianship").objects.values_list("pk", flat=True)
    gone = model("participants", "HistoricalGuardianship").objects
    assert set(kept) == stay
    assert sorted(gone.values_list("history_type", "id", "adult_id")) == sorted(go)

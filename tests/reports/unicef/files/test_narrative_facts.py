"""Facts for the narrative come from the figures; the judgement is asked for."""

from reports.unicef.pages.narrative_facts import narrative_facts, narrative_questions
from tests.reports.unicef.sample import pair, sample_figures


def test_facts_hold_events_places_figures_targets_and_topics(english):
    found = narrative_facts(sample_figures(), 1)

    assert found == [
        "1 event was held, in: Tiranë.",
        "# of awareness-raising sessions held: 4 in the period, 4 to date of 1,500.",
        "Most frequent topics: Online safety.",
    ]


def test_facts_compare_with_the_report_before(english):
    former = sample_figures()
    former["outputs"][0]["indicators"][0]["reported"] = {"v": 2, "d": 1}

    assert (
        "4 in the period (2 in the one before)" in narrative_facts(sample_figures(), 1, former)[1]
    )


def test_indicator_without_a_target_promises_nothing(english):
    figures = sample_figures()
    figures["outputs"][1]["indicators"][0]["target"] = None

    assert "# of parents and caregivers reached: 7 in the period." in narrative_facts(figures, 2)


def test_facts_are_in_the_readers_language():
    assert "# i takimeve: 4" in narrative_facts(sample_figures(), 1)[1]


def test_text_of_one_language_stands_in_for_the_other(english):
    figures = sample_figures()
    figures["outputs"][0]["indicators"][0]["title"] = pair("# i takimeve", "")

    assert narrative_facts(figures, 1)[1].startswith("# i takimeve: 4 in the period")


def test_constrained_asks_for_a_cause_and_an_action(english):
    assert "name the cause" in str(narrative_questions("constrained")[-1])
    assert len(narrative_questions("met")) == 3

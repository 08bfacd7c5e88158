"""The page for a donor: what was reached, and nothing that points to a person."""

import re

import pytest
from django.utils import translation

from reports.unicef.files.picture import FEW, _numbers, render_picture, write_picture
from shkej.lib import pdf
from tests.reports.unicef.files.test_narrative import bundle_with
from tests.reports.unicef.sample import pair, sample_figures
from tests.squeezing import squeezed


def shown(figures, language="en"):
    return re.sub(
        r"<style>.*?</style>", "", render_picture(bundle_with(figures), language), flags=re.S
    )


def test_picture_holds_people_events_targets_and_credit_lines():
    page = shown(sample_figures())

    for words in (
        "13 people at 1 event",
        "1,500",
        "With the support of UNICEF.",
        "Government of the UK",
    ):
        assert words in page
    assert "Me mbështetjen e UNICEF-it." in shown(sample_figures(), "sq")


def test_count_of_people_below_five_is_hidden_and_cannot_be_worked_out():
    figures = sample_figures()
    parents, children, *_others = figures["outputs"][1]["indicators"]
    parents["cumulative"], children["cumulative"] = {"v": 3, "d": 1}, {"v": 37, "d": 1}

    page = shown(figures)

    assert squeezed(page).count("<strong>not shown</strong>· promised: ") == 2
    assert "37" not in page


@pytest.mark.parametrize("figure", [{"v": 3, "d": 4}, {"v": 0, "d": 3}, {"v": 2, "d": 40}])
def test_small_part_of_a_typed_or_divided_figure_is_hidden(figure):
    figures = sample_figures()
    row = figures["outputs"][1]["indicators"][2]
    row["cumulative"] = figure

    page = shown(figures)

    assert f"{figure['v']} / {figure['d']}" not in page
    assert "<strong>not shown</strong>" in page


def test_small_total_is_hidden():
    figures = sample_figures()
    figures["people"] = 4

    assert "4 people" not in shown(figures)
    assert f"{FEW[1:]} people" in shown(figures).replace("&lt;", "")


def test_no_cell_of_a_table_is_on_it():
    page = shown(sample_figures())

    assert "Female" not in page
    assert "10-14" not in page


@pytest.mark.parametrize(
    ("named", "unnamed", "told"), [(30, 12, "12"), (0, 12, "12"), (30, 4, None), (3, 12, None)]
)
def test_unnamed_attendances_are_told_where_nothing_small_is_left(named, unnamed, told):
    figures = sample_figures()
    for event in figures["events"]:
        event.update(dict.fromkeys(("female", "male", "unknown", "unnamed"), 0))
    figures["events"][0].update(female=named, unnamed=unnamed)

    with translation.override("en"):
        labels = {str(label): value for value, label in _numbers(figures)}

    assert labels.get("of them counted without a name") == told


def test_nothing_is_drawn_where_nothing_is_done():
    figures = sample_figures()
    for output in figures["outputs"]:
        for row in output["indicators"]:
            row["cumulative"] = {"v": 0, "d": 1}

    assert "<svg" not in shown(figures)


def test_bar_ends_at_the_target():
    figures = sample_figures()
    figures["outputs"][0]["indicators"][0]["cumulative"] = {"v": 9000, "d": 1}

    assert 'width="100%" height="14" fill="#0072b2"' in shown(figures)


def test_markup_in_texts_does_nothing():
    figures = sample_figures()
    figures["project"]["title"] = pair("<script>x</script>", "<script>x</script>")

    assert "<script>" not in shown(figures)


@pytest.mark.skipif(not pdf.is_available(), reason="needs pango")
def test_picture_is_one_page_in_each_language():
    import weasyprint

    for language in ("sq", "en"):
        pages = weasyprint.HTML(string=render_picture(bundle_with(), language)).render().pages
        assert len(pages) == 1
    assert write_picture(bundle_with(), "both").startswith(b"%PDF-")

"""The page of results that `python -m benchmarks.results` writes."""

from benchmarks.figures import Figure
from benchmarks.results import HERE, RESULTS, SUBJECTS, page

NOT_MEASURED = {
    "bare",
    "data",
    "figures",
    "own_database",
    "results",
    "results_child",
    "serving",
    "worker_tasks",
}
NOT_MEASURED |= {"duplicates", "typing", "worker"}  # they print what README.md tells


def figure(ours, database, what="a mark", **promised):
    return Figure(what, "an update", ours, 0.01, database=database, **promised)


def test_each_benchmark_stands_among_the_results():
    scripts = {path.stem for path in HERE.glob("*.py")} - {"__init__"}
    assert scripts - NOT_MEASURED == set(SUBJECTS)
    written = RESULTS.read_text(encoding="utf-8")
    assert all(f"(`{name}.py`)" in written for name in SUBJECTS)


def test_both_databases_stand_together_and_a_broken_promise_is_said():
    figures = [
        figure(0.03, "SQLite 3.53", times_promised=2),
        figure(0.5, "SQLite 3.53", what="a page", seconds_promised=1),
        figure(0.015, "PostgreSQL 15", times_promised=2),
    ]
    lines = page({"mark": figures}, "Here, today.").splitlines()
    assert lines[-3:] == [
        "| a mark | SQLite 3.53 | 30 ms | 10.0 ms, an update | 3.00 | 2.00 times | **no** |",
        "| a mark | PostgreSQL 15 | 15.0 ms | 10.0 ms, an update | 1.50 | 2.00 times | yes |",
        "| a page | SQLite 3.53 | 500 ms | 10.0 ms, an update | 50.00 | 1,000 ms | yes |",
    ]

"""Draw the tables, and what refers to what, from the models (docs/data-model.md).

    make pictures       draws both anew
    … --check           only says whether they are as the models are

Where a table is in the picture is chosen here; which lines there are, the models say.
"""

import os
import re
import sys
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE, PAGE = ROOT / "docs/img/data-model.svg", ROOT / "docs/data-model.md"
MARKS = "<!-- tables: made by scripts/draw_data_model.py -->", "<!-- end of tables -->"
APPS = "accounts drafts background backups partners participants events reports retention".split()
# Column by column, from top to bottom; the rest is in the list only.
COLUMNS = [
    ["Programme", "Project", "Organisation", "CalendarFeed"],
    ["Series", "Event", "Invitation", "Centre", "Municipality"],
    ["Headcount", "Registration", "RegisterAct", "Attachment"],
    ["Category", "Participant", "Guardianship", "Household", "Consent"],
    ["User", "Grant", "Story", "PrpMapping"],
    ["Snapshot", "Report", "ReportingPeriod", "Output"],
    ["DimensionValue", "Dimension", "IndicatorVersion", "Indicator"],
]
# Nearly every row names who made it, and much names these: their lines would hide the others.
DRAWN_TO = {
    "User": {"Grant"},
    "Municipality": {"Centre"},
    "Category": {"Participant", "Registration", "Headcount"},
    "Organisation": {"Project", "Invitation", "Programme", "CalendarFeed"},
    "Project": {"Event", "Programme"},
    "Dimension": {"Indicator", "DimensionValue"},
    "Centre": {"Event"},
    "Participant": {"Registration", "Guardianship", "Consent"},
}
WIDTH, HEIGHT, ACROSS, DOWN = 148, 40, 194, 96
COLOURS = {
    "accounts": "#f4f1ea",
    "partners": "#fdf0d5",
    "participants": "#e3f1e6",
    "events": "#e1efee",
    "reports": "#fbe9e7",
}


def our_models():
    """The models of our apps, in the order in which apps build on each other."""
    from django.apps import apps

    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return [model for model in models if not model.__name__.startswith("Historical")]


def references(model):
    """[(field, model it refers to)] of a model, many-to-many too."""
    fields = [*model._meta.fields, *model._meta.many_to_many]
    return [(field, field.related_model) for field in fields if field.related_model]


def picture(models):
    """The drawing of the tables named in COLUMNS, as SVG."""
    places = {
        name: (24 + ACROSS * across, 24 + DOWN * down + DOWN // 2 * (across % 2 == 0))
        for across, names in enumerate(COLUMNS)
        for down, name in enumerate(names)
    }
    shown = {model.__name__: model for model in models if model.__name__ in places}
    if missing := set(places) - set(shown):
        raise SystemExit(f"These tables are gone: {', '.join(sorted(missing))}")
    width, height = ACROSS * len(COLUMNS), DOWN * max(map(len, COLUMNS))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="system-ui, sans-serif" font-size="13" role="img" aria-labelledby="t">',
        '<title id="t">The main tables, and which refers to which</title>',
        '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0 0L8 4L0 8Z" fill="#7d8791"/></marker></defs>',
        f'<rect width="{width}" height="{height}" fill="#fbfaf7"/>',
        '<g fill="none" stroke="#7d8791" marker-end="url(#a)">',
    ]
    for name, model in shown.items():
        targets = {target.__name__ for _field, target in references(model)} - {name}
        for target in sorted(targets & set(places)):
            if name in DRAWN_TO.get(target, {name}):
                parts.append(f'<path d="{_line(places[name], places[target])}"/>')
    parts.append("</g>")
    for name, model in shown.items():
        x, y = places[name]
        colour = COLOURS[model._meta.app_label]
        parts.append(
            f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="7" fill="{colour}" '
            'stroke="#525f6b"/>'
            f'<text x="{x + WIDTH // 2}" y="{y + 25}" text-anchor="middle" fill="#1f2933">'
            f"{escape(name)}</text>"
        )
    return "\n".join([*parts, "</svg>", ""])


def _line(start, end):
    """A curve from box to box, between the sides that face each other."""
    (x, y), (to_x, to_y) = start, end
    middle = HEIGHT // 2
    if x == to_x:  # above each other: round the boxes between, on the left
        if abs(y - to_y) == DOWN:
            down = to_y > y
            return f"M{x + WIDTH // 2} {y + HEIGHT * down}V{to_y + HEIGHT * (not down)}"
        bend = x - 26
        return f"M{x} {y + middle}C{bend} {y + middle} {bend} {to_y + middle} {x} {to_y + middle}"
    right = to_x > x
    begin, stop = x + WIDTH * right, to_x + WIDTH * (not right)
    bend = (stop - begin) // 2
    return (
        f"M{begin} {y + middle}C{begin + bend} {y + middle} {stop - bend} {to_y + middle} "
        f"{stop} {to_y + middle}"
    )


def tables(models):
    """The list of all tables, app by app, as Markdown."""
    lines = []
    for app in APPS:
        lines += ["", f"## {app}", "", "| table | what a row is | refers to |", "|---|---|---|"]
        for model in models:
            if model._meta.app_label == app:
                first = re.sub(r"\s+", " ", (model.__doc__ or "").strip().split("\n\n")[0])
                targets = dict.fromkeys(target.__name__ for _field, target in references(model))
                told = first.replace("|", "\\|")
                lines.append(f"| `{model.__name__}` | {told} | {', '.join(targets) or '–'} |")
    return "\n".join([*lines, ""])


def page(models):
    """The page with its list made anew; what stands around the list stays."""
    before, _begin, rest = PAGE.read_text(encoding="utf-8").partition(MARKS[0])
    return f"{before}{MARKS[0]}\n{tables(models)}\n{MARKS[1]}{rest.partition(MARKS[1])[2]}"


def drawn():
    """{file: what it should hold}."""
    models = our_models()
    return {PICTURE: picture(models), PAGE: page(models)}


def main():
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    if "--check" not in sys.argv:
        for file, text in drawn().items():
            file.write_text(text, encoding="utf-8")
        return
    for file, text in drawn().items():
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            sys.exit(f"{file.relative_to(ROOT)} is not as the models are: run `make pictures`.")


if __name__ == "__main__":
    main()

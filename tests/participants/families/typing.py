"""What the page of a family sends."""

from shkej.lib.albanian import fold


def family(adults, children, **more):
    """The fields of a family with these lines: dicts of what is typed into each."""
    sent = {"lives_together": "on", **more}
    for prefix, lines in (("adults", adults), ("children", children)):
        sent[f"{prefix}-TOTAL_FORMS"] = str(max(len(lines), 3 if prefix == "children" else 2))
        sent[f"{prefix}-INITIAL_FORMS"] = "0"
        for number in range(int(sent[f"{prefix}-TOTAL_FORMS"])):
            if prefix == "adults":
                sent[f"{prefix}-{number}-to_children"] = "parent"
        for number, line in enumerate(lines):
            if "known" in line:
                line = {"seen_as": shown_as(line), **line}
            sent |= {f"{prefix}-{number}-{name}": value for name, value in line.items()}
    return sent


def shown_as(line):
    """The name for which known people were shown at a line."""
    return fold(f"{line.get('first_name', '')} {line.get('last_name', '')}")

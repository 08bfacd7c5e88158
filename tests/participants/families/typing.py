"""What the page of a family sends."""


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
            sent |= {f"{prefix}-{number}-{name}": value for name, value in line.items()}
    return sent

"""What an attack found, as docs/attack.md tells it."""

# Kinds of findings that are none, and why. Anything else fails `make attack`.
EXPLAINED = {
    "Secure Flag cookie": "loopback is served without TLS; over TLS every cookie has the mark "
    "(tests/deploy).",
    "HttpOnly Flag cookie": "the token against forged forms, which scripts of our pages send as a "
    "header; who can read it can read the page that holds it.",
}


def written(scanned, tried, injections, modules, minutes, commit, moment):
    """(the text, the findings without an explanation)."""
    unexplained = list(injections)
    lines = [
        "# The last attack",
        "",
        "Written by `make attack`: wapiti and sqlmap, as a visitor and as each role, over a served",
        "demonstration on loopback with sessions of its accounts. It fails on any finding that",
        "`scripts/attacking/report.py` does not explain.",
        "",
        f"{moment:%d.%m.%Y %H:%M}, commit {commit}, {minutes:.0f} minutes.",
        f"Modules of wapiti: {modules.replace(',', ', ')}.",
        "",
        "| as | pages of wapiti | links and forms of sqlmap | findings |",
        "|---|---:|---:|---:|",
    ]
    for role, (pages, kinds) in scanned.items():
        found = [f"{role}: {kind}: {row}" for kind, rows in kinds.items() for row in rows]
        left = [row for row in found if row.split(": ")[1] not in EXPLAINED]
        unexplained += left
        mine = [row for row in injections if row.startswith(f"{role}: ")]
        lines.append(f"| {role} | {pages} | {tried[role]} | {len(left) + len(mine)} |")
    kinds = sorted({kind for _pages, kinds in scanned.values() for kind in kinds})
    if explained := [kind for kind in kinds if kind in EXPLAINED]:
        lines += ["", "Told by the tools, and no fault here:", ""]
        lines += [f"- *{kind}*: {EXPLAINED[kind]}" for kind in explained]
    lines += ["", "No findings." if not unexplained else "Findings:", ""]
    lines += [f"- {row}" for row in unexplained]
    return "\n".join(lines).rstrip() + "\n", unexplained

"""The figures of one small invented report, as a snapshot holds them (docs/indicators.md)."""


def pair(sq, en):
    return {"sq": sq, "en": en}


SEX = {
    "id": 1,
    "code": "sex",
    "name": pair("Gjinia", "Sex"),
    "rule": "sex",
    "values": [
        {"id": 11, "code": "female", "name": pair("Femër", "Female")},
        {"id": 12, "code": "male", "name": pair("Mashkull", "Male")},
    ],
}
AGE = {
    "id": 2,
    "code": "age",
    "name": pair("Mosha", "Age"),
    "rule": "age",
    "values": [
        {"id": 21, "code": "0-9", "name": pair("0–9", "0-9")},
        {"id": 22, "code": "10-14", "name": pair("10–14", "10-14")},
        {"id": 23, "code": "15-17", "name": pair("15–17", "15-17")},
    ],
}


def location(key, name, cells, **more):
    """One place of an indicator; every cell is there, with 0 where nobody is."""
    found = [{"values": values, "v": v, "d": d} for values, v, d in cells]
    total = {"v": sum(v for _k, v, _d in cells), "d": max(sum(d for _k, _v, d in cells), 1)}
    if all(d == 1 for _k, _v, d in cells):
        total["d"] = 1
    return {"id": key, "name": name, "cells": found, "total": total, "unplaced": 0, **more}


def indicator(code, title, *, locations, rule="new_people", unit="number", dimensions=(), **more):
    """One indicator; figures that are not given follow from its places."""
    v = sum(place["total"]["v"] for place in locations)
    d = 1 if unit == "number" else sum(place["total"]["d"] for place in locations)
    now = {"v": v, "d": d}
    return {
        "id": int(code.replace(".", "")),
        "code": code,
        "version": 1,
        "title": title,
        "definition": pair("Kush mori pjesë të paktën një herë.", "Who attended at least once."),
        "means_of_verification": pair("Lista e nënshkruar", "Signed list"),
        "unit": unit,
        "rule": rule,
        "selection": {
            "event_kinds": [],
            "categories": [],
            "age_from": None,
            "age_to": None,
            "projects": ["AKSES-2021"],
            "locations": [place["name"] for place in locations if place["name"]],
            "sessions": None,
            "counts_unnamed": False,
        },
        "baseline": {"v": 0, "d": 1 if unit == "number" else 100},
        "target": {"v": 1500, "d": 1} if unit == "number" else {"v": 70, "d": 100},
        "across_locations": "sum",
        "across_periods": "sum" if unit == "number" else "latest",
        "dimensions": list(dimensions),
        "locations": locations,
        "this_period": now,
        "reported": now,
        "sum_of_periods": now,
        "unique_since_start": now,
        "previous_cumulative": {"v": 0, "d": 1},
        "cumulative": now,
        "unnamed": 0,
        "events": 3,
        "attendances": 20,
        "people": v,
        **more,
    }


def sample_figures():
    """Two outputs, four indicators: with none, one and two dimensions, and a ratio."""
    cells = [
        ([age, sex], n, 1)
        for n, age in enumerate(["0-9", "10-14", "15-17"])
        for sex in ("female", "male")
    ]
    return {
        "schema": 1,
        "project": {
            "id": 1,
            "code": "AKSES-2021",
            "title": pair("Akses i barabartë", "Equal access to digital skills"),
            "unicef_reference": "ALB/PCA2020118/PD202104",
            "credit_line": pair("Me mbështetjen e UNICEF-it.", "With the support of UNICEF."),
            "programme": pair("Programi", "The programme"),
            "implementers": [pair("SHKEJ", "SHKEJ")],
            "donors": [pair("Qeveria e Mbretërisë së Bashkuar", "Government of the UK")],
        },
        "document": {
            "kind": "PD",
            "unicef_office": "UNICEF Albania",
            "unicef_focal_point": "",
            "starts_on": "2021-10-01",
            "ends_on": "2022-09-30",
            "official_name": "",
            "official_title": "",
            "official_email": "",
            "official_phone": "",
            "focal_name": "",
            "focal_title": "",
            "focal_email": "",
            "focal_phone": "",
            "currency": "ALL",
            "budget": None,
            "unicef_contribution": None,
            "funds_received": None,
        },
        "period": {
            "id": 1,
            "number": 1,
            "start": "2021-10-01",
            "end": "2021-12-31",
            "due": "2022-01-30",
            "is_final": False,
        },
        "texts": {
            "challenges": pair("Pak dhoma.", "Few rooms."),
            "way_forward": pair("Më shumë dhoma.", "More rooms."),
            "partner_contribution": pair("Salla e qendrës.", "The centre’s hall."),
            "financial_contribution": "0.00",
            "currency": "ALL",
        },
        "outputs": [
            {
                "id": 1,
                "code": "1",
                "title": pair("Institucionet bashkëpunojnë", "Institutions work together"),
                "rating": "on_track",
                "narrative": pair("Sipas planit.", "As planned."),
                "indicators": [
                    indicator(
                        "1.1",
                        pair("# i takimeve", "# of awareness-raising sessions held"),
                        rule="events",
                        locations=[
                            location(7, "Tiranë", [([], 3, 1)]),
                            location(8, "Kamëz", [([], 1, 1)]),
                        ],
                        people=None,
                    ),
                ],
            },
            {
                "id": 2,
                "code": "2",
                "title": pair("Fëmijët dinë të mbrohen", "Children know how to stay safe"),
                "rating": "met",
                "narrative": pair("", ""),
                "indicators": [
                    indicator(
                        "2.1",
                        pair("# i prindërve", "# of parents and caregivers reached"),
                        dimensions=[SEX],
                        locations=[location(7, "Tiranë", [(["female"], 5, 1), (["male"], 2, 1)])],
                    ),
                    indicator(
                        "2.2",
                        pair("# i fëmijëve", "# of children and adolescents reached"),
                        dimensions=[AGE, SEX],
                        locations=[location(8, "Kamëz", cells)],
                    ),
                    indicator(
                        "2.3",
                        pair("% e pjesëmarrësve", "% of participants whose knowledge improved"),
                        rule="manual",
                        unit="percentage",
                        locations=[location(7, "Tiranë", [([], 15, 20)])],
                        people=None,
                    ),
                ],
            },
        ],
        "people": 13,
        "shared": [{"project": "TJETER-1", "people": 2}],
        "events": [
            {
                "id": 1,
                "date": "2021-10-06",
                "title": pair("Takim ndërgjegjësimi", "Awareness meeting"),
                "kind": "awareness_meeting",
                "topics": [pair("Siguria online", "Online safety")],
                "municipality": "Tiranë",
                "centre": pair("Engjëjt e Vegjël", "Little Angels"),
                "indicators": ["1.1", "2.1"],
                "female": 5,
                "male": 2,
                "unknown": 0,
                "unnamed": 5,
                "new_people": 7,
                "has_sheet": True,
            }
        ],
        "checks": [
            {"code": "unplaced", "level": "block", "count": 0, "accepted": None},
            {
                "code": "over_target",
                "level": "warn",
                "count": 1,
                "accepted": {"why": "Dy shkolla më shumë", "by": "A. B.", "at": "2022-01-10"},
            },
        ],
    }

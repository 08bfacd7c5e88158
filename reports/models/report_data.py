"""The figures of a report in plain data, as a snapshot holds them: docs/indicators.md.

Texts are {language: text}; days are written `2021-10-01`.
"""

from typing import NotRequired, TypedDict

Texts = dict[str, str]


class AmountData(TypedDict):
    """A number, where `d` is 1; else a part of something: numerator and denominator."""

    v: int
    d: int


class ValueData(TypedDict):
    """One value of a dimension: of ages its limits, of others the codes that fall under it."""

    id: int
    code: str
    name: Texts
    age_from: int | None
    age_to: int | None
    codes: list[str]


class DimensionData(TypedDict):
    """A dimension with its values in order."""

    id: int
    code: str
    name: Texts
    rule: str
    values: list[ValueData]


class SelectionData(TypedDict):
    """Which events and people an indicator takes."""

    event_kinds: list[str]
    categories: list[str]
    age_from: int | None
    age_to: int | None
    projects: list[str]
    locations: list[str]
    sessions: int | None
    counts_unnamed: bool


class PartData(TypedDict):
    """The indicator that is the numerator or the denominator of a ratio."""

    code: str
    rule: str
    selection: SelectionData


class DefinitionData(TypedDict):
    """What an indicator is: a version keeps as much of it."""

    id: int
    code: str
    title: Texts
    definition: Texts
    means_of_verification: Texts
    unit: str
    rule: str
    selection: SelectionData
    baseline: AmountData | None
    target: AmountData | None
    across_locations: str
    across_periods: str
    dimensions: list[DimensionData]
    numerator: NotRequired[PartData]
    denominator: NotRequired[PartData]


class CellData(AmountData):
    """One combination of values, by their codes, in the order of the dimensions."""

    values: list[str]


class LocationData(TypedDict):
    """An indicator in one place; without id and name in the whole project."""

    id: int | None
    name: str | None
    cells: list[CellData]
    total: AmountData
    unplaced: int


class Volume(TypedDict):
    """How many attendances and people an indicator's events had; of events no people."""

    attendances: int
    people: int | None


class IndicatorData(DefinitionData, Volume):
    """An indicator and every figure of it."""

    version: int
    locations: list[LocationData]
    this_period: AmountData
    reported: AmountData
    sum_of_periods: AmountData
    unique_since_start: AmountData
    previous_cumulative: AmountData
    cumulative: AmountData
    events: int
    unnamed: int


class OutputData(TypedDict):
    """An output with its rating, narrative and indicators."""

    id: int
    code: str
    title: Texts
    rating: str
    narrative: Texts
    indicators: list[IndicatorData]


class ProjectData(TypedDict):
    """The project, and who carries it out and pays for it."""

    id: int
    code: str
    title: Texts
    unicef_reference: str
    credit_line: Texts
    programme: Texts | None
    implementers: list[Texts]
    donors: list[Texts]


class PeriodData(TypedDict):
    """The reporting period; `number` is the portal's."""

    id: int
    number: int
    start: str
    end: str
    due: str | None
    is_final: bool


class ReportTexts(TypedDict):
    """What the report says as a whole, and the money that the partner gave."""

    challenges: Texts
    way_forward: Texts
    partner_contribution: Texts
    financial_contribution: str | None
    currency: str


class EventNumbers(TypedDict):
    """How many came to an event, by sex, without a name, and for the first time."""

    female: int
    male: int
    unknown: int
    unnamed: int
    new_people: int


class EventData(EventNumbers):
    """A held event, with numbers and never a name."""

    id: int
    date: str
    title: Texts
    kind: str
    topics: list[Texts]
    municipality: str | None
    centre: Texts
    indicators: list[str]
    has_sheet: bool


class SharedData(TypedDict):
    """How many of the people reached another project reached too."""

    project: str
    people: int


class PeopleData(TypedDict):
    """How many people the project reached in the period, and who of them counts elsewhere too."""

    people: int
    shared: list[SharedData]


class ReportData(PeopleData):
    """A whole report."""

    schema: int
    project: ProjectData
    document: dict[str, str | None] | None
    period: PeriodData
    texts: ReportTexts
    outputs: list[OutputData]
    events: list[EventData]

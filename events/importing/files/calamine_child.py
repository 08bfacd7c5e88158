"""Reads an XLS or ODS file in a process of its own, because nothing can stop the library inside.

    python calamine_child.py MEGABYTES SECONDS < FILE

Few bytes of such a file can stand for very many cells, which the library lays out before anybody
is asked. Started by its path, without the project: it knows neither settings nor a database.
Writes one JSON object a sheet; any status but 0 says that the file cannot be read.
"""

import json
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO

TOO_MUCH = 3  # the status where the limits ended it


def main() -> None:
    limit(int(sys.argv[1]), int(sys.argv[2]))
    most_cells, most_columns = int(sys.argv[3]), int(sys.argv[4])
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    workbook = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
    for about in workbook.sheets_metadata:
        name = about.name
        sheet = workbook.get_sheet_by_name(name)
        most_cells -= sheet.total_height * sheet.total_width
        if most_cells < 0:
            sys.exit(TOO_MUCH)
        lines = sheet.to_python(skip_empty_area=False)
        told = {
            "title": name,
            "hidden": about.visible != SheetVisibleEnum.Visible,
            "rows": [cells(line, most_columns) for line in lines],
            "merged": sheet.merged_cell_ranges or [],
        }
        json.dump(told, sys.stdout)
        sys.stdout.write("\n")


def cells(line: list, most: int) -> list[str]:
    """The cells of a line; where more than `most` have a value one more stands for the others."""
    others = any(text(value).strip() for value in line[most:])
    return [*(text(value) for value in line[:most]), *(["…"] if others else [])]


def limit(megabytes: int, seconds: int) -> None:
    """Bound this process; Windows knows no such bounds, there the parent's clock alone ends it."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def text(value: object) -> str:
    """A cell as one would type it; days without a clock time unless they have one."""
    match value:
        case bool():
            return str(value).upper()
        case datetime():
            if value.time() == time():
                return value.date().isoformat()
            return (value + timedelta(milliseconds=500)).strftime("%Y-%m-%d %H:%M:%S")
        case date() | time():
            return value.isoformat()
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


if __name__ == "__main__":
    main()

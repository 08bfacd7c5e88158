"""What libical (GNOME's and KDE's calendars, Thunderbird's of old) reads of a calendar."""

import ctypes
from datetime import date

from tests.tools import LIBICAL

VEVENT = 4  # ICAL_VEVENT_COMPONENT of icalenums.h


class _Time(ctypes.Structure):
    """`icaltimetype` of icaltime.h."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        *((name, ctypes.c_int) for name in ("is_date", "is_daylight")),
        ("zone", ctypes.c_void_p),
    ]


def _library():
    lib = ctypes.CDLL(LIBICAL)
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    signatures = {
        "icalparser_parse_string": (pointer, [text]),
        "icalcomponent_get_first_component": (pointer, [pointer, ctypes.c_int]),
        "icalcomponent_get_next_component": (pointer, [pointer, ctypes.c_int]),
        "icalcomponent_count_errors": (ctypes.c_int, [pointer]),
        "icalcomponent_free": (None, [pointer]),
        "icalcomponent_get_uid": (text, [pointer]),
        "icalcomponent_get_summary": (text, [pointer]),
        "icalcomponent_get_dtstart": (_Time, [pointer]),
        "icalcomponent_get_dtend": (_Time, [pointer]),
        "icalcomponent_get_status": (ctypes.c_int, [pointer]),
        "icalproperty_status_to_string": (text, [ctypes.c_int]),
        "icaltime_as_timet_with_zone": (ctypes.c_longlong, [_Time, pointer]),
    }
    for name, (answer, arguments) in signatures.items():
        function = getattr(lib, name)
        function.restype, function.argtypes = answer, arguments
    return lib


def read_by_libical(calendar):
    """{uid: …} of a calendar (bytes); AssertionError where it finds an error in it."""
    lib = _library()
    root = lib.icalparser_parse_string(calendar)
    assert root, "not a calendar"
    try:
        assert lib.icalcomponent_count_errors(root) == 0
        found, entry = {}, lib.icalcomponent_get_first_component(root, VEVENT)
        while entry:
            found[lib.icalcomponent_get_uid(entry).decode()] = _entry(lib, entry)
            entry = lib.icalcomponent_get_next_component(root, VEVENT)
    finally:
        lib.icalcomponent_free(root)
    return found


def _entry(lib, entry):
    start = lib.icalcomponent_get_dtstart(entry)
    end = lib.icalcomponent_get_dtend(entry)
    status = lib.icalproperty_status_to_string(lib.icalcomponent_get_status(entry))
    return {
        "summary": lib.icalcomponent_get_summary(entry).decode(),
        "start": _moment(lib, start),
        "end": _moment(lib, end) if end.year else None,
        "is_all_day": bool(start.is_date),
        "status": status.decode(),
    }


def _moment(lib, time):
    if time.is_date:
        return date(time.year, time.month, time.day).isoformat()
    return lib.icaltime_as_timet_with_zone(time, time.zone)

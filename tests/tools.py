"""What the tests need of the machine beside Python; run as a module, says what is missing."""

import ctypes
import os
import shutil
import sys
from pathlib import Path

# The first does without the windows that no test sees: a fifth of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
LIBICAL = "libical.so.3"


def find_chromium():
    """Return Chromium's path: CHROMIUM where set, else the first on the PATH; None if absent."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


def find_webkit():
    """Return WebKit's driver and browser, each a path, or None where absent."""
    browsers = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    return shutil.which("WebKitWebDriver"), str(browsers[-1]) if browsers else None


def find_dovecot():
    """Return the path of Dovecot, a mail server; None if absent."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def find_libfaketime():
    """Return the path of the library for programs with threads; None if absent."""
    return next(map(str, sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)


def missing():
    """Yield a line for everything that is not there."""
    if not find_chromium():
        yield "Chromium, for the browser tests: apt-get install chromium (or set CHROMIUM)"
    if not (shutil.which("node") and shutil.which("npm")):
        yield "node and npm, for two calendars that read our links: apt-get install nodejs npm"
    try:
        ctypes.CDLL(LIBICAL)
    except OSError:
        yield "libical, a third calendar: apt-get install libical3 (or libical3t64)"
    if not find_dovecot():
        yield "Dovecot, whose mailbox is read in tests: apt-get install dovecot-imapd"
    if not find_libfaketime():
        yield "libfaketime, for clocks that jump in `make test-more`: apt-get install libfaketime"
    if None in find_webkit():
        yield "WebKit, for `make test-more`: apt-get install webkit2gtk-driver"
    if not shutil.which("Xvfb"):
        yield "a screen that nobody sees, for WebKit: apt-get install xvfb"
    if not shutil.which("xgettext"):
        yield "gettext, to compare the catalogues with the code: apt-get install gettext"
    try:
        import weasyprint  # noqa: F401
    except OSError:
        yield "Pango, for PDFs: apt-get install libpango-1.0-0 libpangoft2-1.0-0"


if __name__ == "__main__":
    lines = list(missing())
    if lines:
        sys.exit("\n".join(["`make test` cannot run everything. Missing:", *lines]))

"""Attack a demonstration served on loopback, as a visitor and as each role: wapiti, then sqlmap.

    python scripts/attack.py FOLDER_OF_THE_TOOLS MINUTES

Nothing leaves the machine, and nothing of an installation is touched: the database, the files and
the mails are of a folder that goes afterwards. What was found is written to docs/attack.md; the
status is 1 where a finding has no explanation in EXPLAINED.
"""

import contextlib
import http.cookiejar
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.attacking.crawl import requests_of  # noqa: E402
from scripts.attacking.report import written  # noqa: E402

ROLES = ["visitor", "admin", "coordinator", "staff", "volunteer", "partner", "observer"]
# Without those that need hosts or lists from elsewhere (ssrf, log4shell, nikto, wapp, takeover),
# and csrf, which takes our refusal for the answer it would have had: `forge` asks itself.
MODULES = (
    "sql,timesql,xss,permanentxss,exec,file,crlf,redirect,upload,xxe,ldap,methods,htaccess,"
    "backup,cookieflags,http_headers,csp,shellshock,spring4shell"
)
# Signing out or closing would end the attack; a password that was changed as well.
SPARED = ("/account/logout/", "/account/password/", "/account/sessions/", "/accounts/device/")
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 – the name of a field
# What a forged form cannot have: made for this session, like the token.
OURS = {TOKEN, "form_mark", "form_key"}
PAGES_TO_FORGE = 25
SECONDS_TO_START = 300
SECONDS_OF_SQLMAP = 90  # at most, for one form or link


def main():
    tools, minutes = Path(sys.argv[1]).absolute(), float(sys.argv[2])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # tidy up
    with tempfile.TemporaryDirectory(prefix="shkej-attack-") as name, served(Path(name)) as site:
        began = time.monotonic()
        end = began + minutes * 60
        browsers = {role: signed_in(site, role) for role in ROLES}
        with ThreadPoolExecutor(1) as beside:
            forged = [row for role in ROLES for row in forge(site, role, browsers[role])]
            injected = beside.submit(inject, site, browsers, tools, end)
            scanned = {role: scan(site, role, browsers[role], tools, end) for role in ROLES}
            tried, injections = injected.result()
    took = (time.monotonic() - began) / 60
    text, unexplained = written(
        scanned, tried, forged + injections, MODULES, took, commit(), datetime.now()
    )
    (ROOT / "docs" / "attack.md").write_text(text, encoding="utf-8")
    print(text)
    sys.exit(1 if unexplained else 0)


class Site:
    """A demonstration: where it is served, where its files are, its password."""

    def __init__(self, folder):
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
            "HOME": str(folder),
            "VAR_DIR": str(folder / "var"),
            "DATABASE_URL": f"sqlite:///{folder / 'var' / 'shkej.sqlite3'}",
            "SECRET_KEY": secrets.token_urlsafe(48),
            "DEMONSTRATION": "on",
            "SITE_URL": self.url,
            "EMAIL_URL": f"filemail:///{folder}/mails",
        }

    @property
    def password(self):
        return (self.folder / "var" / "demo-password").read_text().strip()

    def manage(self, *command):
        command = [sys.executable, str(ROOT / "manage.py"), *command]
        subprocess.run(command, check=True, env=self.environment, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def served(folder):
    """A demonstration of its own, until the attack is over."""
    site = Site(folder)
    site.manage("migrate", "--noinput", "--verbosity", "0")
    site.manage("load_demo")
    command = [sys.executable, str(ROOT / "scripts" / "serve.py"), str(site.port)]
    with (
        open(folder / "server.log", "wb") as log,
        subprocess.Popen(command, env=site.environment, stdout=log, stderr=log) as server,
    ):
        try:
            wait_for(site)
            yield site
        finally:
            server.terminate()


def wait_for(site):
    end = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            urllib.request.build_opener().open(f"{site.url}/account/login/", timeout=30).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


def signed_in(site, role):
    """A browser, with the cookies of an account of that role; of nobody for a visitor."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    browser.jar = jar
    browser.open(f"{site.url}/account/login/").close()
    if role == "visitor":
        return browser
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    form = {
        "login": f"{role}@demo.shkej.example",
        "password": site.password,
        "csrfmiddlewaretoken": token,
    }
    with browser.open(f"{site.url}/account/login/", urlencode(form).encode()) as page:
        if "/login/" in page.url:
            raise SystemExit(f"Signing in as {role} failed.")
    return browser


def cookies_of(browser):
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.jar)


def forge(site, role, browser):
    """Forms that are taken without their token, or with another one."""
    for request in requests_of(site.url, browser, SPARED, most_pages=PAGES_TO_FORGE):
        if request.method != "POST":
            continue
        pairs = [pair for pair in parse_qsl(request.data, True) if pair[0] not in OURS]
        for form in (pairs, [*pairs, (TOKEN, "x" * 64)]):
            try:
                browser.open(request.url, urlencode(form).encode(), timeout=60).close()
            except urllib.error.HTTPError as refusal:
                if refusal.code == HTTPStatus.FORBIDDEN:
                    continue
            yield f"{role}: POST {request.key}: taken without its token"


def scan(site, role, browser, tools, end):
    """What wapiti finds as one role: (number of pages, {kind: [what was sent, …]})."""
    modules = MODULES.count(",") + 1
    left = max(end - time.monotonic(), 0) / (len(ROLES) - ROLES.index(role))
    crawling = max(left * 0.2, 10)
    report = site.folder / f"{role}.json"
    command = [
        *(str(tools / "bin" / "wapiti"), "--url", f"{site.url}/", "--scope", "folder"),
        *("--module", MODULES, "--cookie-value", cookies_of(browser), "--level", "1"),
        *("--max-scan-time", f"{crawling:.0f}", "--max-files-per-dir", "15", "--depth", "6"),
        *("--max-attack-time", f"{max((left - crawling) / modules, 2):.0f}", "--tasks", "4"),
        *("--max-parameters", "30", "--skip", "csrfmiddlewaretoken", "--timeout", "20"),
        *("--endpoint", f"{site.url}/", "--no-bugreport", "--format", "json", "--output", report),
        *("--store-session", site.folder / f"wapiti-{role}", "--flush-session", "--verbose", "0"),
        *("--store-config", site.folder / "wapiti-configuration"),
    ]
    for path in SPARED:
        command += ["--exclude", f"{site.url}{path}*"]
    for _attempt in range(2):  # its own database may be locked on a busy machine
        run_wapiti(site, role, command, left + 60)
        if report.exists():
            break
    else:
        print((site.folder / f"{role}.log").read_text(errors="replace")[-3000:])
        raise SystemExit(f"wapiti ended as {role} without a report.")
    found = json.loads(report.read_text())
    kinds = {**found["vulnerabilities"], **found["anomalies"]}
    pages = found["infos"].get("crawled_pages_nbr", 0)
    return pages, {
        kind: [in_one_line(each) for each in rows] for kind, rows in kinds.items() if rows
    }


def run_wapiti(site, role, command, seconds):
    """Let it attack as one role, for so long at most."""
    with (
        open(site.folder / f"{role}.log", "wb") as log,
        contextlib.suppress(subprocess.TimeoutExpired),
    ):
        subprocess.run(
            [str(part) for part in command],
            env={**site.environment, "PYTHONWARNINGS": "ignore"},
            timeout=seconds,
            stdout=log,
            stderr=log,
        )


def in_one_line(finding):
    """A finding in one line."""
    words = (finding.get("method"), finding.get("path"), finding.get("parameter"))
    return " ".join(str(word) for word in [*words, finding.get("info")] if word)


def inject(site, browsers, tools, end):
    """What sqlmap finds in the links and forms of each role: ({role: how many tried}, findings)."""
    tried, findings, done = dict.fromkeys(browsers, 0), [], set()
    for place, (role, browser) in enumerate(browsers.items()):
        until = time.monotonic() + (end - time.monotonic()) / (len(browsers) - place)
        for request in requests_of(site.url, browser, SPARED):
            if time.monotonic() > until - 5:
                break
            if (role, request.key) in done:
                continue
            done.add((role, request.key))
            if found := injected(site, request, cookies_of(browser), tools, until):
                findings.append(f"{role}: {request.method} {request.key}: {found}")
            tried[role] += 1
    return tried, findings


def injected(site, request, cookies, tools, until):
    """What sqlmap says of one link or form; "" where it finds nothing."""
    output = site.folder / "sqlmap" / secrets.token_hex(4)
    command = [
        *(str(tools / "bin" / "sqlmap"), "--batch", "--offline", "--disable-coloring"),
        *("--url", request.url, "--cookie", cookies, "--dbms", "SQLite", "--technique", "BEUT"),
        *("--level", "1", "--risk", "1", "--threads", "2", "--time-sec", "3"),
        *("--param-exclude", "csrfmiddlewaretoken", "--output-dir", str(output), "-v", "0"),
        *("--ignore-code", "*", "--flush-session"),
    ]
    if request.data:
        command += ["--data", request.data, "--csrf-token", "csrfmiddlewaretoken"]
        command += ["--csrf-url", request.page]
    seconds = max(min(SECONDS_OF_SQLMAP, until - time.monotonic()), 1)
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(
            command,
            env={**site.environment, "HOME": str(site.folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
        )
    logs = [log.read_text(errors="replace") for log in output.glob("*/log")]
    return " ".join(" ".join(logs).split())[:500]


def commit():
    git = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    return subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()


if __name__ == "__main__":
    main()

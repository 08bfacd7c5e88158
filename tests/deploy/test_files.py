"""What a centre is served by: the files of deploy/ agree with the program and with each other."""

import re
import shutil
import subprocess

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, reverse

from benchmarks.machines.site import AROUND, make_certificate, proxy_file
from drafts.kinds import CREATES, EDITS, REGISTER, SENDS
from shkej.logs import SECRET

DEPLOY = settings.BASE_DIR / "deploy"
KEYED = {"mark", "keep_mark", "remove_registration", "place", "mark_rest"}
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
SECRET_PATHS = [
    "/calendar/feed/",
    "/calendar/answer/",
    "/accounts/invitation/",
    "/partners/organisations/address/",
    "/account/password/reset/key/",
]


def read(name):
    return (DEPLOY / name).read_text(encoding="utf-8")


def test_r50_no_proxy_logs_an_address_that_is_a_secret():
    for path in SECRET_PATHS:
        assert SECRET.search(f"{path}x"), path
        assert f"{path}*" in re.search(r"@secret path (.*)", read("Caddyfile"))[1].split()
    pattern = re.search(r"~(\^\S+) 0;", read("nginx.conf"))[1]
    for path in SECRET_PATHS:
        assert re.match(pattern, f"{path}x"), path
    assert not re.match(pattern, "/events/1/")
    assert SECRET.pattern.count("|") == len(SECRET_PATHS) - 1  # one more path belongs in here too


def test_no_proxy_logs_what_was_asked_for_or_believes_what_a_visitor_says():
    assert "$request_uri" not in re.search(r"log_format .*", read("nginx.conf"))[0]
    assert "$args" not in read("nginx.conf")
    assert re.search(r"request>uri query \{\s+delete \*", read("Caddyfile"))
    assert "$proxy_add_x_forwarded_for" not in read("nginx.conf")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in read("nginx.conf")
    assert "header_up X-Forwarded-For {remote_host}" in read("Caddyfile")


def test_every_setting_that_the_files_name_is_one():
    known = set(re.findall(r"^#([A-Z_]+)=", (settings.BASE_DIR / ".env.example").read_text(), re.M))
    written = set(re.findall(r'echo "([A-Z_]+)=', read("install.sh"))) | {"DATABASE_URL"}
    assert written >= {"SECRET_KEY", "ALLOWED_HOSTS", "VAR_DIR"}
    assert written <= known
    shared = read("compose.yaml").partition("services:")[0]
    given = set(re.findall(r"^    ([A-Z_]+): ", shared, re.M))
    assert given >= {"BEHIND_TLS_PROXY", "TRUSTED_PROXIES"}
    assert given <= known


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_service_runs_as_its_own_user_and_writes_to_its_data_alone(unit):
    lines = unit.read_text().splitlines()
    for line in ("User=shkej", "UMask=0077", "NoNewPrivileges=yes", "ProtectSystem=strict"):
        assert line in lines
    assert [line for line in lines if line.startswith("ReadWritePaths")] == [
        "ReadWritePaths=/var/lib/shkej"
    ]
    assert "Restart=always" in lines


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_systemd_takes_the_unit(unit, tmp_path):
    here = tmp_path / unit.name
    here.write_text(re.sub(r"/opt/shkej/\.venv/bin/\w+", "/bin/true", unit.read_text()))
    ended = subprocess.run(
        ["systemd-analyze", "verify", here], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


@pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx here")
def test_nginx_takes_the_file_with_two_machines(tmp_path):
    make_certificate(tmp_path / "certificate.pem")
    site = proxy_file(read("nginx.conf"), 8443, [8001, 8002], tmp_path / "certificate.pem")
    (tmp_path / "site.conf").write_text(site)
    (tmp_path / "nginx.conf").write_text(AROUND.format(folder=tmp_path))
    ended = subprocess.run(
        ["nginx", "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


def test_nginx_repeats_by_itself_only_what_bears_a_key():
    repeated = re.search(
        r"location ~ (\S+) {\s+proxy_pass [^}]+next_upstream error timeout non_id",
        read("nginx.conf"),
    )[1]
    assert read("nginx.conf").count("non_idempotent") == 1
    routes = {"event_id": 7, "registration_id": 8}
    taken = {
        route
        for route in sorted(EDITS | CREATES | SENDS | REGISTER | {"events:hand_over"})
        if route.startswith("events:") and re.search(repeated, _address(route, routes))
    }
    assert taken == {f"events:{name}" for name in KEYED}


def _address(route, known):
    """Where a route leads, with numbers of ours; nothing where it has other parts."""
    for names in ([], ["event_id"], ["event_id", "registration_id"]):
        try:
            return reverse(route, kwargs={name: known[name] for name in names})
        except NoReverseMatch:
            continue
    return ""


@pytest.mark.parametrize(
    "program",
    [
        ["bash", "-n"],
        pytest.param(
            ["shellcheck"],
            marks=pytest.mark.skipif(not shutil.which("shellcheck"), reason="no shellcheck"),
        ),
    ],
    ids=["bash", "shellcheck"],
)
def test_the_installer_is_sound(program):
    ended = subprocess.run(
        [*program, DEPLOY / "install.sh"], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert (DEPLOY / "install.sh").stat().st_mode & 0o100

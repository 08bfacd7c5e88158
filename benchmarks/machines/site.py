"""What a country is served by: nginx before two web processes, and two workers, on one database."""

import contextlib
import re
import ssl
import subprocess
import sys
from pathlib import Path

from benchmarks.machines.processes import Service, answers, free_port, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
PROXY = ROOT / "deploy" / "nginx.conf"
WEB = ["-m", "gunicorn", "shkej.wsgi", "--workers", "1", "--threads", "8"]
AROUND = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx-errors.log;
events {{}}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Site:
    """`port`: where nginx speaks TLS; `webs`, `workers`: services; `web_ports`: past nginx."""

    def __init__(self, folder, database, mail_port):
        self.folder, self.database = folder, database
        self.mails = f"smtp://127.0.0.1:{mail_port}"
        self.port, self.web_ports = free_port(), [free_port(), free_port()]
        self.certificate = folder / "certificate.pem"
        self.webs, self.workers, self.proxy = [], [], None

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            stack.callback(self.end)
            self._begin()
            stack.pop_all()
        return self

    def __exit__(self, *_fault):
        self.end()

    def _begin(self):
        for number, port in enumerate(self.web_ports, start=1):
            listen = ["--bind", f"127.0.0.1:{port}", "--worker-tmp-dir", "/dev/shm"]  # noqa: S108
            self.webs.append(self._program(f"web-{number}", [*WEB, *listen]))
        self.workers += [
            self._program(f"worker-{number}", ["manage.py", "db_worker"]) for number in (1, 2)
        ]
        make_certificate(self.certificate)
        whole = self.folder / "nginx.conf"
        whole.write_text(AROUND.format(folder=self.folder))
        (self.folder / "site.conf").write_text(
            proxy_file(PROXY.read_text(), self.port, self.web_ports, self.certificate)
        )
        self.proxy = Service("nginx", ["nginx", "-c", whole], folder=self.folder)
        for number in (0, 1):
            self.wait_for_web(number)

    def _program(self, name, command):
        """A process of the application; its connections bear its name."""
        mark = "&" if "?" in self.database else "?"
        database = f"{self.database}{mark}application_name={name}"
        command = [sys.executable, *command]
        ours = {"DATABASE_URL": database, "EMAIL_URL": self.mails}
        return Service(name, command, folder=self.folder, restarts=True, **ours)

    def wait_for_web(self, number):
        """Return once that web process and its database answer."""
        port = self.web_ports[number]
        wait_until(lambda: answers(port), f"web process {number + 1} answers")

    def end(self):
        """End all of it."""
        for service in filter(None, [self.proxy, *self.webs, *self.workers]):
            service.end()

    def trust(self):
        """What a client needs to know this nginx by."""
        return ssl.create_default_context(cafile=self.certificate)


def make_certificate(path):
    """Write a key and a certificate of this machine into one file."""
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-noenc", *names]
    subprocess.run(
        [*command, "-keyout", path, "-out", f"{path}.crt"], check=True, stderr=subprocess.DEVNULL
    )
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())


def proxy_file(text, port, web_ports, certificate):
    """deploy/nginx.conf, `text`, with addresses and files of ours, and nothing else of it."""
    servers = "\n".join(f"    server 127.0.0.1:{web};" for web in web_ports)
    text, found = re.subn(r"^ +server 127\.0\.0\.1:8000.*$", servers, text, flags=re.M)
    if found != 1:
        raise ValueError("deploy/nginx.conf names its servers otherwise.")
    for old, new in {
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl;\n": "",
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "server_name shkej.example;": "server_name 127.0.0.1;",
        "/etc/ssl/shkej.pem": str(certificate),
        "/etc/ssl/private/shkej.key": str(certificate),
        "/var/log/nginx/shkej.log": str(certificate.with_name("nginx-access.log")),
    }.items():
        text = text.replace(old, new)
    return text

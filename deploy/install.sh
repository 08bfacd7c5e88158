#!/bin/bash
# Installs SHKEJ on a bare Debian 12 or newer, as root: five questions, then it serves.
# Begun again it keeps what it finds. Answers may come from the environment: SHKEJ_LANGUAGE,
# SHKEJ_SITE, SHKEJ_ADMIN, SHKEJ_MAIL, SHKEJ_DATABASE.
set -euo pipefail
CODE=/opt/shkej DATA=/var/lib/shkej OWNER=/etc/shkej-owner.env
HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

say() { if [ "$SHKEJ_LANGUAGE" = en ]; then echo "$2"; else echo "$1"; fi; }
ask() { # name, Albanian, English, what is taken where nothing is typed
    local -n answer="$1"
    [ -n "${answer-}" ] && return
    say "$2" "$3"
    read -r -p "[${4}] " answer || true
    answer="${answer:-$4}"
}

[ "$(id -u)" -eq 0 ] || { echo "Ekzekutojeni si root. / Run it as root." >&2; exit 1; }
if [ -z "${SHKEJ_LANGUAGE-}" ]; then
    echo "Gjuha / Language: sq, en"
    read -r -p "[sq] " SHKEJ_LANGUAGE || true
    SHKEJ_LANGUAGE="${SHKEJ_LANGUAGE:-sq}"
fi
ask SHKEJ_SITE "Me cilin emër do të hapet faqja? (në rrjetin e qendrës p.sh. shkej.lan)" \
    "Under which name will the site be reached? (inside the house for example shkej.lan)" shkej.lan
ask SHKEJ_ADMIN "Emaili i administratorit të parë?" "The e-mail address of the first administrator?" "admin@$SHKEJ_SITE"
ask SHKEJ_MAIL "Serveri i postës? (smtp+tls://përdoruesi:fjalëkalimi@mail.shembull:587; bosh: ende jo)" \
    "The mail server? (smtp+tls://user:password@mail.example:587; empty: not yet)" ""
ask SHKEJ_DATABASE "Baza e të dhënave: sqlite për një qendër, postgres për një rrjet qendrash" \
    "The database: sqlite for one centre, postgres for a network of centres" sqlite
case "$SHKEJ_SITE" in *[!a-zA-Z0-9.-]* | "") say "Ky nuk është emër faqeje." "That is no name of a site." >&2; exit 1 ;; esac
case "$SHKEJ_DATABASE" in sqlite | postgres) ;; *) say "sqlite ose postgres." "sqlite or postgres." >&2; exit 1 ;; esac

export DEBIAN_FRONTEND=noninteractive
packages=(python3 python3-venv make gettext libpango-1.0-0 libpangoft2-1.0-0 caddy rclone restic rsync ca-certificates)
[ "$SHKEJ_DATABASE" = sqlite ] || packages+=(postgresql postgresql-client)
apt-get update --quiet --quiet
apt-get install --quiet --quiet --yes --no-install-recommends "${packages[@]}" > /dev/null

id shkej > /dev/null 2>&1 || useradd --system --home-dir "$DATA" --shell /usr/sbin/nologin shkej
install -d -m 700 -o shkej -g shkej "$DATA"
install -d -m 755 "$CODE"
[ "$HERE" = "$CODE" ] || rsync --archive --delete --exclude .git --exclude .venv --exclude var --exclude .env --exclude staticfiles \
    --chown root:root "$HERE/" "$CODE/"
cd "$CODE"
make --no-print-directory .venv/installed

database_url=""
if [ "$SHKEJ_DATABASE" = postgres ]; then
    database_url="DATABASE_URL=postgres:///shkej?host=/var/run/postgresql"
    [ -d /run/systemd/system ] && systemctl start postgresql
    as_postgres() { (cd / && runuser -u postgres -- psql --quiet --tuples-only --no-align "${@:2}" --command "$1"); }
    [ "$(as_postgres "SELECT 1 FROM pg_roles WHERE rolname = 'shkej'")" = 1 ] || as_postgres "CREATE ROLE shkej LOGIN CREATEDB"
    # The tables belong to a second role, whose password root alone reads: the application cannot change its own log.
    if [ ! -e "$OWNER" ]; then
        password="$(python3 -c 'import secrets; print(secrets.token_urlsafe(32))')"
        [ "$(as_postgres "SELECT 1 FROM pg_roles WHERE rolname = 'shkej_owner'")" = 1 ] || as_postgres "CREATE ROLE shkej_owner LOGIN CREATEDB"
        as_postgres "ALTER ROLE shkej_owner PASSWORD '$password'"
        [ "$(as_postgres "SELECT 1 FROM pg_database WHERE datname = 'shkej'")" = 1 ] \
            || as_postgres "CREATE DATABASE shkej OWNER shkej_owner ENCODING 'UTF8' TEMPLATE template0"
        as_postgres "ALTER DATABASE shkej OWNER TO shkej_owner"
        as_postgres "GRANT shkej TO postgres; REASSIGN OWNED BY shkej TO shkej_owner" --dbname=shkej # of an earlier installation
        (umask 077 && echo "MIGRATIONS_DATABASE_URL=postgres://shkej_owner:$password@127.0.0.1:5432/shkej" > "$OWNER")
    fi
fi

if [ ! -e "$CODE/.env" ]; then
    (
        umask 077
        {
            echo "SECRET_KEY=$(python3 -c 'import secrets; print(secrets.token_urlsafe(64))')"
            echo "ACCESS_LOG_KEY=$(python3 -c 'import secrets; print(secrets.token_urlsafe(64))')"
            echo "EXPORT_KEY=$(python3 -c 'import secrets; print(secrets.token_urlsafe(64))')"
            echo "ERASURE_KEY=$(python3 -c 'import secrets; print(secrets.token_urlsafe(64))')"
            echo "ALLOWED_HOSTS=$SHKEJ_SITE,127.0.0.1"
            echo "BEHIND_TLS_PROXY=on"
            echo "TRUSTED_PROXIES=1"
            echo "VAR_DIR=$DATA"
            [ -z "$SHKEJ_MAIL" ] || echo "EMAIL_URL=$SHKEJ_MAIL"
            [ -z "$database_url" ] || echo "$database_url"
        } > "$CODE/.env"
    )
    chown shkej:shkej "$CODE/.env"
fi
install -d -m 755 -o shkej -g shkej "$CODE/staticfiles"
find "$CODE/locale" -type d -exec chown shkej:shkej {} +
as_shkej() { runuser -u shkej -- "$CODE/.venv/bin/python" "$CODE/manage.py" "$@"; }
(
    if [ -e "$OWNER" ]; then
        MIGRATIONS_DATABASE_URL="$(sed -n 's/^MIGRATIONS_DATABASE_URL=//p' "$OWNER")"
        export MIGRATIONS_DATABASE_URL
    fi
    as_shkej upgrade
)

install -m 644 deploy/systemd/*.service /etc/systemd/system/
install -d /etc/systemd/system/caddy.service.d
inside=""
case "$SHKEJ_SITE" in *.lan | *.local | *.home.arpa | localhost) inside="tls internal" ;; esac
printf '[Service]\nEnvironment="SHKEJ_SITE=%s" "SHKEJ_TLS=%s"\n' "$SHKEJ_SITE" "$inside" > /etc/systemd/system/caddy.service.d/shkej.conf
install -m 644 deploy/Caddyfile /etc/caddy/Caddyfile
systemctl enable --quiet shkej shkej-worker caddy
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    systemctl restart shkej shkej-worker caddy
fi

as_shkej create_admin "$SHKEJ_ADMIN" --base-url "https://$SHKEJ_SITE" || true
say "U krye: https://$SHKEJ_SITE. Tani kopjet rezervë: docs/operations.sq.md. Çfarë mungon: manage.py doctor." \
    "Done: https://$SHKEJ_SITE. Now the backups: docs/operations.md. What is missing: manage.py doctor."

# What people type. `make` alone lists it. Every target works from a fresh clone.

PORT ?= 8000
# How long `make attack` attacks; it ends after twenty whatever comes.
MINUTES ?= 16
# Tests side by side: as many as there are processors, unless said otherwise.
WORKERS ?= auto
# `make test-more` tries one in SHARE of what is left, on PostgreSQL one in POSTGRES_SHARE; SEED says which.
SHARE ?= 1
POSTGRES_SHARE ?= $(SHARE)
# Their order, and what test-more draws at random: SEED=… of a run that failed repeats it.
SEED := $(or $(SEED),$(shell date +%s))
# Tests are rewritten and compiled once, not again for each process of each run.
unexport PYTHONDONTWRITEBYTECODE
SHELL := /bin/sh
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
CODE := accounts background backups benchmarks demonstration drafts events participants partners reports retention scripts shkej tests manage.py
SOURCES := $(wildcard $(CODE))
WRITTEN := $(wildcard docs .ci Makefile *.md *.toml)
TEMPLATE_FOLDERS := $(wildcard templates */templates demonstration/over)
STATIC_FILES := $(shell find static docs/img/help -type f 2>/dev/null)
UNWATCHED := -i benchmarks -i node_modules -i scripts -i static/vendor -i tests -i var
# Tests and checks never touch the database that is in use.
IN_MEMORY := DATABASE_URL=sqlite://:memory: DJANGO_SETTINGS_MODULE=tests.settings

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help make-again run demo-again test test-more test-webkit test-quick test-sqlite test-postgres test-tools databases drill faults machines attack \
	audit sbom lint lint-code lint-types lint-templates lint-pages lint-imports lint-words lint-danger checks catalogues messages pictures landed lock clean

help:
	@echo 'make run          install, load the demonstration and serve it on http://127.0.0.1:$(PORT) (PORT=8001 for another)'
	@echo 'make demo-again   the same with a demonstration of today, in the place of one that has grown old'
	@echo 'make test         checks, then tests of each subject on SQLite, and on PostgreSQL of what a database can change'
	@echo 'make test-more    what that leaves out: each page for each role, on both, in browsers, more at random'
	@echo 'make test-webkit  of that only the main journeys in WebKit, which draws on every iPhone'
	@echo 'make test-quick   of the tests on SQLite what opens no page and is not slow'
	@echo 'make attack       wapiti and sqlmap as each role over a demonstration on loopback, 20 minutes at most'
	@echo 'make audit        known faults of what is pinned; says so where it could not look them up'
	@echo 'make sbom         what an installation is made of, as test-results/sbom.json (CycloneDX)'
	@echo 'make drill        back up under writers, wipe, restore and compare all of it, on both databases'
	@echo 'make faults       kill the server under 20 writers, on both databases (KILLS=50)'
	@echo 'make machines     kill web processes, workers and the primary of two servers of PostgreSQL (KILLS=10)'
	@echo 'make lint         formatting, style, types, imports, spelling and secrets'
	@echo 'make landed       after a landing: keep its migrations and a database of it for the tests of upgrades'
	@echo 'make messages     gather the texts to translate into locale/ (needs gettext)'
	@echo 'make pictures     the pictures of docs/: tables from the models, screens from the demonstration'
	@echo 'make lock         pin the dependencies of requirements*.in again (needs uv; UPGRADE=1 takes the newest)'
	@echo 'make clean        remove what make made; the data in var/ stay'

# Installing. The stamps come last: an interrupted installation is taken up again.

FIND_PYTHON = for python in "$$PYTHON" python3 python3.13 python3.12 python3.11 python; do \
	if [ -n "$$python" ] && "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then break; fi; python=; done; \
	[ -n "$$python" ] || { echo 'Python 3.11 or newer is missing (python3 is older or absent).' >&2; exit 1; }; \
	"$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
	echo "$$python cannot make virtual environments: apt-get install python3-venv" >&2; exit 1; }
# The programs of a folder that was moved or copied here point elsewhere: it is made again.
IS_OURS := $(shell [ "$$(cat .venv/made-in 2>/dev/null)" = "$$(pwd -P)" ] && $(BIN)/python -c '' 2>/dev/null && echo yes)
ifneq ($(IS_OURS),yes)
.venv/installed: make-again
endif
make-again:

.venv/installed: requirements.txt
	@[ "$(IS_OURS)" ] || { $(FIND_PYTHON); echo "Making .venv with $$("$$python" --version)"; \
	"$$python" -m venv --clear .venv && pwd -P > .venv/made-in; }
	@echo 'Installing what requirements.txt names'
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-input --require-hashes -r $<
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	@echo 'Installing what requirements-dev.txt names'
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-input --require-hashes -r $<
	@touch $@

# Running the demonstration.

var/demonstration.env:
	@mkdir -p -m 700 var
	@umask 077 && $(BIN)/python -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(48)); print("DEMONSTRATION=on")' > $@

staticfiles/staticfiles.json: $(STATIC_FILES) .venv/installed | var/demonstration.env
	@DEMONSTRATION=on $(MANAGE) collectstatic --noinput --clear --verbosity 0
	@touch $@

PORT_IS_FREE = $(BIN)/python -c 'import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", $(PORT)))' 2>/dev/null \
	|| { echo 'Port $(PORT) is taken or not allowed: choose another with `make run PORT=8001`.' >&2; exit 1; }

run: export DEMONSTRATION = on
run: export SITE_URL = http://127.0.0.1:$(PORT)
run: export EMAIL_URL = filemail:///var/mails
run: export REPLIES_URL = maildir://$(CURDIR)/var/replies?address=replies@demo.shkej.example
run: .venv/installed var/demonstration.env staticfiles/staticfiles.json
	@$(PORT_IS_FREE)
	@$(MANAGE) compile_catalogues --verbosity 0
	@$(MANAGE) migrate --noinput --verbosity 0
	@mkdir -p -m 700 var/replies/new var/replies/cur var/replies/tmp
	@$(MANAGE) load_demo
	@echo 'SHKEJ is served on http://127.0.0.1:$(PORT) (Ctrl-C stops it): start at http://127.0.0.1:$(PORT)/start-here/; its mails are files in var/mails, and answers are read from var/replies'
	@exec $(BIN)/python scripts/serve.py $(PORT)

# A demonstration of today in the place of one that has grown old; nothing but a demonstration goes.
demo-again: export DEMONSTRATION = on
demo-again: export EMAIL_URL = filemail:///var/mails
demo-again: .venv/installed var/demonstration.env
	@$(PORT_IS_FREE)
	@$(MANAGE) forget_demo
	@$(MAKE) --no-print-directory run

# Testing. What is missing on the machine is said first, not after ten minutes; a failure on one
# database does not keep the other from its turn.

PYTEST = $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal --randomly-seed=$(SEED)
# A restore wants its database alone; what a thread of an earlier test left open would be in its way.
APART = tests/backups tests/faults
IN_TURN = status=0; $(1) $(PYTEST) $(addprefix --ignore=,$(APART)) $(MORE) $(ARGS) || status=1; \
	$(1) $(PYTEST) $(APART) $(MORE) $(ARGS) || status=1; exit $$status
# A DATABASE_URL of PostgreSQL is the server that its tests may use.
SERVER_OF_TESTS = case "$$DATABASE_URL" in postgres*|pgsql*) export TEST_DATABASE_URL="$${TEST_DATABASE_URL:-$$DATABASE_URL}";; esac;
ON_BOTH = status=0; $(MAKE) --no-print-directory test-sqlite SEED=$(SEED) $(1) || status=1; \
	$(MAKE) --no-print-directory test-postgres SEED=$(SEED) $(2) || status=1; exit $$status
MORE_OF = MORE='--more --share=$(1) --hypothesis-seed=$(SEED)'

test: test-tools lint checks databases
	@$(call ON_BOTH)

test-more: test-tools
	@echo 'Of what `make test` leaves out one in $(SHARE) on SQLite, one in $(POSTGRES_SHARE) on PostgreSQL'
	@$(call ON_BOTH,$(call MORE_OF,$(SHARE)),$(call MORE_OF,$(POSTGRES_SHARE)))

test-quick: .venv/installed-dev catalogues
	@echo 'Quick tests on SQLite, in the random order of SEED=$(SEED)'
	@env -u DATABASE_URL $(PYTEST) --quick $(ARGS)

test-sqlite: .venv/installed-dev catalogues
	@echo 'Tests on SQLite, in the random order of SEED=$(SEED)'
	@$(call IN_TURN,env -u DATABASE_URL)

test-postgres: .venv/installed-dev catalogues
	@echo 'Tests on PostgreSQL, in the random order of SEED=$(SEED)'
	@$(SERVER_OF_TESTS) $(call IN_TURN,$(BIN)/python scripts/with_postgres.py)

# Migrating takes one processor half a minute: both databases beside each other.
databases: .venv/installed-dev
	@env -u DATABASE_URL $(BIN)/python -m tests.migrated & sqlite=$$!; \
	$(SERVER_OF_TESTS) $(BIN)/python scripts/with_postgres.py $(BIN)/python -m tests.migrated; postgres=$$?; \
	wait $$sqlite && exit $$postgres

test-webkit: .venv/installed-dev catalogues
	@env -u DATABASE_URL $(BIN)/python -m pytest -q --all tests/webkit

drill: .venv/installed-dev catalogues
	@env -u DATABASE_URL $(BIN)/python -m pytest -q -p no:randomly --all tests/backups/test_drill.py
	@$(SERVER_OF_TESTS) \
	$(BIN)/python scripts/with_postgres.py $(BIN)/python -m pytest -q -p no:randomly --all tests/backups/test_drill.py

# What comes of it belongs into docs/reliability.md. PostgreSQL's writes reach the disk here.
KILLS ?= 50
RECORD := $(CURDIR)/var/faults.md
faults: export FAULTS_KILLS = $(KILLS)
faults: export FAULTS_RECORD = $(RECORD)
faults: export DURABLE = on
faults: .venv/installed-dev catalogues
	@mkdir -p -m 700 var && rm -f $(RECORD)
	@status=0; \
	env -u DATABASE_URL $(BIN)/python -m pytest -q -p no:randomly --all tests/faults || status=1; \
	case "$$DATABASE_URL" in postgres*|pgsql*) export TEST_DATABASE_URL="$${TEST_DATABASE_URL:-$$DATABASE_URL}";; esac; \
	$(BIN)/python scripts/with_postgres.py $(BIN)/python -m pytest -q -p no:randomly --all tests/faults || status=1; \
	echo '| what | acknowledged | lost | doubled | seconds to recover: median, most |'; cat $(RECORD); exit $$status

# More than one machine, on loopback: what comes of it belongs there too. Needs nginx and etcd-server.
machines: KILLS = 10
machines: .venv/installed-dev catalogues staticfiles/staticfiles.json
	@$(BIN)/python -m benchmarks.machines web --kills $(KILLS)
	@$(BIN)/python -m benchmarks.machines database --kills $(KILLS)

test-tools: .venv/installed-dev
	@$(BIN)/python -m tests.tools
	@$(BIN)/python scripts/with_postgres.py true

# wapiti and sqlmap, as each role, over a demonstration on loopback; docs/attack.md says what came of it.

.cache/attack/installed: requirements-attack.txt
	@$(FIND_PYTHON); "$$python" -m venv --clear .cache/attack
	@echo 'Installing what requirements-attack.txt names'
	@.cache/attack/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-input --require-hashes -r $<
	@touch $@

attack: export DEMONSTRATION = on
attack: .venv/installed-dev catalogues .cache/attack/installed staticfiles/staticfiles.json
	@timeout -k 30 1200 $(BIN)/python scripts/attack.py .cache/attack $(MINUTES)

# Asks a database of faults on the internet; without it nothing is looked up, and it fails.
audit: .venv/installed
	@$(BIN)/python scripts/advisories.py requirements.txt requirements-dev.txt

# What an installation is made of (CycloneDX): asks nobody, reads what is pinned.
sbom: .venv/installed-dev
	@mkdir -p test-results
	@$(BIN)/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --mc-type application \
	--output-reproducible --output-file test-results/sbom.json 2> /dev/null
	@echo "test-results/sbom.json: $$($(BIN)/python -c 'import json; print(len(json.load(open("test-results/sbom.json"))["components"]))') components"

checks: .venv/installed-dev catalogues sbom
	@$(IN_MEMORY) $(MANAGE) makemigrations --check --dry-run
	@$(IN_MEMORY) $(MANAGE) check_catalogues
	@env DATABASE_URL=sqlite://:memory: DEBUG=off DEMONSTRATION=off SERVED_OVER_TLS=on ALLOWED_HOSTS=shkej.example \
	SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
	$(MANAGE) check --deploy --fail-level WARNING

catalogues: .venv/installed
	@$(IN_MEMORY) $(MANAGE) compile_catalogues --verbosity 0

# Words take as long as all else together: beside it, on a processor of their own.
lint: .venv/installed-dev
	@$(MAKE) --no-print-directory lint-words & words=$$!; \
	$(MAKE) --no-print-directory lint-code lint-types lint-templates lint-pages lint-imports lint-danger; others=$$?; \
	wait $$words && exit $$others

lint-code: .venv/installed-dev
	@$(BIN)/python -m ruff check --quiet $(SOURCES)
	@$(BIN)/python -m ruff format --check --quiet $(SOURCES) || { echo 'Not formatted: run `$(BIN)/ruff format`.' >&2; exit 1; }
	@find $(SOURCES) -name '*.py' -exec $(BIN)/python -m django_upgrade --target-version 5.2 --check {} +

lint-types: .venv/installed-dev
	@$(BIN)/python -m mypy --no-error-summary

lint-templates: .venv/installed-dev
	@find $(TEMPLATE_FOLDERS) -name '*.html' -exec $(BIN)/djade --target-version 5.2 --check {} + \
	|| { echo 'Not formatted: run `$(BIN)/djade` on them.' >&2; exit 1; }
	@$(BIN)/python -m djlint --quiet --lint $(TEMPLATE_FOLDERS)

# biome for the scripts, stylelint for the stylesheets: where npm is and finds them. What is found fails.
node_modules/installed: package-lock.json
	@echo 'Installing what package-lock.json names'
	@timeout 120 npm ci --fetch-retries=0 --ignore-scripts --no-audit --no-fund --loglevel=error > /dev/null
	@touch $@

lint-pages:
	@$(MAKE) --silent --no-print-directory node_modules/installed \
	|| { echo 'Scripts and stylesheets NOT looked at: npm is missing, or cannot fetch their linters.'; exit 0; }; \
	node_modules/.bin/biome lint --error-on-warnings > node_modules/biome.log 2>&1 || { cat node_modules/biome.log >&2; exit 1; }; \
	node_modules/.bin/stylelint 'static/css/**/*.css'

lint-danger: .venv/installed-dev
	@$(BIN)/python scripts/danger.py $(filter-out tests benchmarks,$(SOURCES))

lint-imports: .venv/installed-dev
	@$(BIN)/lint-imports --no-cache > .venv/lint-imports.log || { cat .venv/lint-imports.log >&2; exit 1; }

lint-words: .venv/installed-dev
	@$(BIN)/python -m codespell_lib $(SOURCES) $(WRITTEN) $(TEMPLATE_FOLDERS) $(wildcard static/css static/js)
	@find $(SOURCES) $(WRITTEN) templates -type f ! -name '*.pyc' -exec $(BIN)/detect-secrets-hook \
	--disable-plugin HexHighEntropyString --disable-plugin Base64HighEntropyString --disable-plugin KeywordDetector {} +

# Keeping up.

messages: .venv/installed-dev
	@command -v msgmerge > /dev/null || { echo 'gettext is missing: apt-get install gettext' >&2; exit 1; }
	@$(IN_MEMORY) $(MANAGE) makemessages -l sq --no-wrap --no-obsolete --add-location file $(UNWATCHED)

pictures: .venv/installed-dev catalogues
	@$(IN_MEMORY) $(BIN)/python scripts/draw_data_model.py
	@env -u DATABASE_URL $(BIN)/python -m pytest -q --more -p no:randomly tests/browser/pictures/of_the_guides.py

landed: .venv/installed-dev catalogues
	@env -u DATABASE_URL $(BIN)/python -m pytest -q tests/upgrade/keep.py

lock:
	@command -v uv > /dev/null || { echo 'uv is missing: pip install uv' >&2; exit 1; }
	@for name in requirements requirements-dev requirements-attack; do \
	UV_CUSTOM_COMPILE_COMMAND='make lock' uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade) $$name.in -o $$name.txt || exit 1; done

clean:
	@rm -rf .venv node_modules staticfiles .cache .hypothesis .import_linter_cache .pytest_cache .ruff_cache test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find locale -name '*.mo' -delete

# Seloste: everything the owner and the developer do, by name. `make` alone lists it.
# What make says goes to standard error: the first line of `make serve` on standard output is the address.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory --no-builtin-rules
.DEFAULT_GOAL := help

# Settings; each may be given after the target: make serve PORT=8080
PYTHON ?= python3
PORT ?= 8000
DATA ?= var
PUBLISH_TO ?=
PUBLISH_SSH ?=
serve dev backup: export DATA := $(DATA)
publish: export PUBLISH_TO := $(PUBLISH_TO)
publish: export PUBLISH_SSH := $(PUBLISH_SSH)

VENV := .venv
PY := $(VENV)/bin/python
INSTALL := $(PY) -m pip install -qq --no-input --disable-pip-version-check --require-hashes
# For every system and Python from 3.11; without addresses, so whatever mirror the owner's pip uses will do.
COMPILE := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url $(ARGS)
# One stamp for each lock file: while a stamp is newer than its lock, nothing is installed and no network used.
RUN := $(VENV)/.installed-run
DEV := $(VENV)/.installed-dev

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

.PHONY: serve
serve: $(RUN) ## build the site and serve it with the form handler; PORT=8000 DATA=var
	@$(PY) -m plugins.build 1>&2
	@exec $(PY) -m flask serve --prepare --port "$(PORT)"

.PHONY: dev
dev: $(RUN) ## the same, rebuilding and reloading when a file changes
	@exec $(PY) -m tools.dev --port "$(PORT)"

.PHONY: html
html: $(RUN) ## build the site into output/
	@$(PY) -m plugins.build 1>&2

.PHONY: publish
publish: $(RUN) ## check, build and upload the site; PUBLISH_TO=/srv/www/site or user@host:/srv/www/site
	@exec $(PY) -m publish

.PHONY: nginx
nginx: $(RUN) ## print nginx's configuration, made from the record; ARGS="--certificate /etc/…"
	@$(PY) -m plugins.build 1>&2
	@exec $(PY) -m webserver nginx $(ARGS)

.PHONY: caddy
caddy: $(RUN) ## the same for Caddy
	@$(PY) -m plugins.build 1>&2
	@exec $(PY) -m webserver caddy $(ARGS)

.PHONY: logrotate
logrotate: $(RUN) ## print how long the web server's log is kept, for logrotate
	@$(PY) -m plugins.build 1>&2
	@exec $(PY) -m webserver logrotate $(ARGS)

.PHONY: backup
backup: $(RUN) ## make a sealed backup of the archive, try it, delete those older than 30 days
	@exec $(PY) -m flask backup make

.PHONY: check
check: $(DEV) ## lint, formatting and types
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy

.PHONY: test
test: $(DEV) ## install what the tests need and run them; ARGS="tests/record -k period"
	@bash tools/setup.sh 1>&2
	@$(PY) -m pytest --numprocesses auto $(ARGS)

.PHONY: bench
bench: $(DEV) ## measure how fast it is, beside what the machine can; ARGS="beacon log" for some
	@bash tools/setup.sh wrk goaccess 1>&2
	@$(PY) -m bench $(ARGS)

.PHONY: lock
lock: $(DEV) ## write the lock files after pyproject.toml changed; ARGS=--upgrade for newer releases
	@$(COMPILE) --output-file requirements.lock pyproject.toml
	@$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

.PHONY: lists
lists: $(RUN) ## fetch the lists of search engines and social networks anew (npm); ARGS=FOLDER to take downloaded ones
	@exec $(PY) -m counting.lists $(ARGS)

.PHONY: clean
clean: ## remove what was built and cached; never var/, where the messages are
	@rm -rf output output-* .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Seloste needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name another: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) 1>&2 || { rm -rf $(VENV); echo "No virtual environment could be made. On Debian: apt-get install python3-venv" >&2; exit 1; }

$(RUN): requirements.lock | $(PY)
	@echo "Installing what the site needs (the first time, and when requirements.lock changed) …" >&2
	@$(INSTALL) --requirement requirements.lock 1>&2
	@touch $@

$(DEV): requirements-dev.lock | $(PY)
	@echo "Installing what the tests need (the first time, and when requirements-dev.lock changed) …" >&2
	@$(INSTALL) --requirement requirements-dev.lock 1>&2
	@touch $@ $(RUN)

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
PUBLISH_SSH ?= ssh
export DATA PUBLISH_TO PUBLISH_SSH

# The build's bytes depend on the order of sets.
export PYTHONHASHSEED := 0
export PIP_DISABLE_PIP_VERSION_CHECK := 1

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --no-input --require-hashes
# One stamp for each lock file: while a stamp is newer than its lock, nothing is installed and no network used.
RUN := $(VENV)/.installed-run
DEV := $(VENV)/.installed-dev

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

.PHONY: serve
serve: $(RUN) ## build the site and serve it with the form handler; PORT=8000 DATA=var
	@$(BIN)/python -m plugins.build 1>&2
	@exec $(BIN)/flask --app formhandler serve --port "$(PORT)"

.PHONY: dev
dev: $(RUN) ## the same, rebuilding and reloading when a file changes
	@exec $(BIN)/python -m tools.dev --port "$(PORT)"

.PHONY: html
html: $(RUN) ## build the site into output/
	@$(BIN)/python -m plugins.build 1>&2

.PHONY: publish
publish: $(RUN) ## check, build and upload the site; PUBLISH_TO=/srv/www/site or user@host:/srv/www/site
	@exec $(BIN)/python -m publish

.PHONY: check
check: $(DEV) ## lint, formatting and types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

.PHONY: test
test: $(DEV) ## install what the tests need and run them; ARGS="tests/record -k period"
	@bash tools/setup.sh 1>&2
	@$(BIN)/python -m pytest --numprocesses auto $(ARGS)

.PHONY: lock
lock: $(DEV) ## choose the newest releases of the dependencies and write their hashes
	@$(BIN)/python -m tools.lock

.PHONY: clean
clean: ## remove what was built and cached; never var/, where the messages are
	@rm -rf output output-* .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Seloste needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name another: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) 1>&2 || { rm -rf $(VENV); echo "No virtual environment could be made. On Debian: apt-get install python3-venv" >&2; exit 1; }

$(RUN): requirements.lock | $(VENV)/bin/python
	@echo "Installing what the site needs (the first time, and when requirements.lock changed) …" >&2
	@$(INSTALL) --requirement requirements.lock 1>&2
	@touch $@

$(DEV): requirements-dev.lock | $(VENV)/bin/python
	@echo "Installing what the tests need (the first time, and when requirements-dev.lock changed) …" >&2
	@$(INSTALL) --requirement requirements-dev.lock 1>&2
	@touch $@ $(RUN)

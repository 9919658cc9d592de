# make help lists what there is. Longer recipes are small scripts in .ci/.

PORT ?= 8000
PYTHON ?=
ARGS ?=
UPGRADE ?=
export PORT PYTHON

IN_VENV := .venv/bin/python
COMPILE := $(IN_VENV) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header $(if $(UPGRADE),--upgrade)

.PHONY: help run dev setup test test-faults test-deployment check format bench openapi requirements clean venv
.DEFAULT_GOAL := help

help:  ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | expand -t 17

run:  ## set up and serve the demonstration (PORT=8000 changes the port)
	@exec bash .ci/serve.sh demo

dev:  ## the same with debug pages and automatic reload
	@exec bash .ci/serve.sh development

setup:  ## set up the demonstration without serving it
	@bash .ci/serve.sh setup

test:  ## all tests on SQLite and PostgreSQL, browser tests in Chromium (ARGS="-k word" chooses some)
	@bash .ci/debian.sh test || true
	@bash .ci/venv.sh dev
	@$(IN_VENV) -m tests.suites $(ARGS)

test-faults:  ## servers killed, a full disk, an absent database, a clock that jumps: some minutes
	@bash .ci/debian.sh test || true
	@bash .ci/venv.sh dev
	@$(IN_VENV) -m tests.suites --faults $(ARGS)

test-deployment: venv  ## follow docs/deployment.md on a Debian of its own; root, debootstrap and systemd-nspawn
	@$(IN_VENV) .ci/deployment.py

check: venv  ## lint, format, types, floors, templates, migrations, known weaknesses of packages
	@bash .ci/check.sh

format: venv  ## format code and templates
	@bash .ci/format.sh

bench: venv  ## speed, measured beside bare SQL and Datasette (ARGS="--help" shows its options)
	@$(IN_VENV) -m tests.bench $(ARGS)

openapi: venv  ## write docs/openapi.json after a change of the API
	@CASETRACKER_ENV=demo DJANGO_SETTINGS_MODULE=casetracker.settings $(IN_VENV) -m tests.api.document

requirements: venv  ## compile requirements/*.txt from pyproject.toml (UPGRADE=1 moves to newer versions)
	@$(COMPILE) pyproject.toml --output-file requirements/run.txt
	@$(COMPILE) pyproject.toml --group dev --constraint requirements/run.txt --output-file requirements/dev.txt

clean:  ## remove .venv and caches; var/ with its data stays
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find casetracker decisions tests -name __pycache__ -type d -prune -exec rm -rf {} +

venv:
	@bash .ci/venv.sh dev

# `make` alone lists what there is to do. Everything runs in .venv, which each target sets up itself.
PYTHON ?= python3
BIN := .venv/bin
# Compiled modules are kept, also where the machine says otherwise: many tests start the program.
export PYTHONDONTWRITEBYTECODE :=
TRYGGHET := $(BIN)/trygghet
YEAR ?= 2024

.DEFAULT_GOAL := help
.PHONY: help report test test-long test-tools check schema format dist pictures docs golden bench attack mutants lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

report: .venv/run.stamp ## render the account for YEAR (2024) and its annexes into build/
	@$(TRYGGHET) report $(YEAR)

test: .venv/dev.stamp ## run the tests (no network, no other programs)
	@$(BIN)/python -m pytest -n 2 --dist loadfile

test-tools: .venv/tools.stamp tests/tools/node_modules ## run the tests that drive other programs (Chromium, Node, ...)
	@$(BIN)/python -m pytest -m tools

test-long: .venv/dev.stamp ## run the tests that take minutes
	@$(BIN)/python -m pytest -m long
	@SEEDS=1000 $(BIN)/python -m pytest tests/test_oracle.py
	@$(BIN)/python -m pytest -m hypothesis --hypothesis-profile=search

check: .venv/dev.stamp ## format, lint, types, import layers, our own data and schemas
	@$(BIN)/ruff format --check src scripts tests docs/conf.py
	@$(BIN)/ruff check src scripts tests docs/conf.py
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(TRYGGHET) validate --no-cache
	@$(TRYGGHET) fmt --check
	@$(TRYGGHET) schema --check
	@$(TRYGGHET) schema --project --check

schema: .venv/run.stamp ## rewrite the editor's schemas after a change of the model or the plan
	@$(TRYGGHET) schema
	@$(TRYGGHET) schema --project

format: .venv/dev.stamp ## format the code and mend what the linter can
	@$(BIN)/ruff check --fix-only --quiet src scripts tests docs/conf.py
	@$(BIN)/ruff format src scripts tests docs/conf.py

dist: .venv/run.stamp ## build what others install, with constraints and a list of what it is, into dist/
	@$(BIN)/python scripts/dist.py

pictures: .venv/run.stamp ## show what one gets as pictures for the README, in docs/pictures (needs Chromium)
	@$(BIN)/python scripts/pictures.py

golden: .venv/dev.stamp ## rewrite the expected reports and outputs; read the diff
	@$(BIN)/python -m pytest -q -n 2 --update-golden

SPHINX := $(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --conf-dir docs --doctree-dir build/doctrees
docs: .venv/tools.stamp ## build the handbook as a site, build/docs/index.html, and the manual page
	@$(SPHINX) --builder html . build/docs
	@$(SPHINX) --builder man . build/docs/man
	@echo 'build/docs/index.html and build/docs/man/trygghet.1'

bench: .venv/dev.stamp .venv/peers ## measure the commands beside the parser and other programs, into docs/performance.md
	@$(BIN)/python tests/bench.py $(LONG)

attack: .venv/dev.stamp ## measure docs/reliability.md, at most 20 minutes; ROWS='R1 R7' for some of it
	@PYTHONPATH=tests $(BIN)/python -m attack $(ROWS)

mutants: .venv/mutants.stamp ## seed small faults in the core one at a time, and print those that no test notices
	@$(BIN)/python tests/mutants.py $(PACKAGES)

# An upgrade of one package: make lock UPGRADE='--upgrade-package jinja2'. No index address is written.
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
LOCK := $(COMPILE) pyproject.toml --extra all --group build
lock: ## resolve the lock files anew from pyproject.toml (needs uv)
	@command -v uv >/dev/null || { echo 'make lock needs uv: python3 -m pip install uv'; exit 1; }
	@$(LOCK) $(UPGRADE) -o requirements/run.txt
	@$(LOCK) $(UPGRADE) --group dev -o requirements/dev.txt
	@$(LOCK) $(UPGRADE) --group dev --group mutants -o requirements/mutants.txt
	@$(LOCK) $(UPGRADE) --extra cluster --group dev --group tools -o requirements/tools.txt
	@$(COMPILE) $(UPGRADE) --group peers -o requirements/peers.txt

clean: ## remove what the other targets made
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# Set-up: one stamp per lock file, each on top of the one before.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'trygghetsplan needs Python 3.11 or later; name one with: make PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo 'This Python cannot make virtual environments. On Debian: apt install python3-venv'; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/run.stamp: requirements/run.txt pyproject.toml | .venv/bin/python
	@echo 'Setting up .venv (once)'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --no-index -e .
	@touch $@

.venv/%.stamp: requirements/%.txt .venv/run.stamp
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$*.txt
	@touch $@

# Other programs, in a folder of their own; where the index cannot be reached the table says so.
.venv/peers: requirements/peers.txt | .venv/bin/python
	@$(PYTHON) -m venv $@ && $@/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $< || true
	@touch $@

# Without npm the tests that need its programs skip, and say so.
tests/tools/node_modules: tests/tools/package-lock.json
	@if command -v npm >/dev/null; then npm ci --silent --no-progress --prefix tests/tools && touch $@; fi

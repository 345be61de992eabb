# Two commands, nothing needed before them but Python 3.11 or newer and make:
#   make run     build the graph of the sample articles and serve it on http://127.0.0.1:8000 (PORT=8080 for another)
#   make test    style, types and tests

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
STORE ?= .dateline/sample.store

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# What pip installed is up to date as long as pyproject.toml is; the sources are read where they lie.
INSTALLED := $(VENV)/.installed
TESTABLE := $(VENV)/.testable

.PHONY: run test clean

run: $(INSTALLED)
	$(BIN)/dateline build --sample --store $(STORE)
	$(BIN)/dateline serve --store $(STORE) --host $(HOST) --port $(PORT)

test: $(TESTABLE)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Dateline needs Python 3.11 or newer; this is " + sys.version.split()[0] + ": make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): pyproject.toml | $(VENV)/bin/python
	$(PIP) install --editable .
	touch $@

$(TESTABLE): pyproject.toml | $(VENV)/bin/python
	$(PIP) install --editable '.[test]'
	touch $(INSTALLED) $@

clean:
	rm -rf $(VENV) .dateline dist build

# One command per wish; CI runs the same ones.
#   make demo    an organisation full of data, in a browser
#   make up      start empty, for real use
#   make test    all tests
#   make check   layout, style, types, sizes
#   make bench   figures, with the machine they were measured on
#   make scorecard   how often every estimator is right where the truth is known

PYTHON ?= python3
BIN := .venv/bin
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help install install-dev demo up test check bench scorecard lock clean

help:
	@sed -n 's/^#   //p' Makefile

install: .venv/.installed

install-dev: .venv/.installed-dev

.venv/bin/uv: requirements-uv.lock
	@$(PYTHON) tools/python_is_new_enough.py
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-uv.lock
	@touch $@

.venv/.installed: .venv/bin/uv requirements.lock pyproject.toml
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.installed-dev: .venv/.installed requirements-dev.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

demo: install
	@$(BIN)/heedful demo

up: install
	@$(BIN)/heedful up

test: install-dev
	@$(BIN)/python tools/run_tests.py

check: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python -m tools.size_report

bench: install-dev
	$(BIN)/python -m benchmarks.main_job
	$(BIN)/python -m benchmarks.drivers
	$(BIN)/python -m benchmarks.first_paint
	$(BIN)/python -m benchmarks.analytics --rows 1000000 --parts cells,lake,upkeep

scorecard: install
	@$(BIN)/heedful scorecard --seeds 50 --record

# Compile the locks anew from pyproject.toml. Hosts are never written into them.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --upgrade
lock: .venv/bin/uv
	$(COMPILE) pyproject.toml --group build --output-file requirements.lock
	$(COMPILE) pyproject.toml --group build --group dev --output-file requirements-dev.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache

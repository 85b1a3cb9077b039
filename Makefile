# Two commands are enough: `make demo` and `make test`. Everything else is below.

PYTHON ?= python3
JOBS ?= 2

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint compiled docs bench acceptance screenshots lock clean

help:  ## what there is to make
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(STAMP)  ## the virtual environment, from the lock

$(STAMP): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { \
	  echo "setup: no $(PYTHON) here; install Python 3.11 or newer, or say make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "setup: $(PYTHON) is $$($(PYTHON) -V 2>&1), Courtyard needs 3.11 or newer: make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "setup: $(PYTHON) has no venv module; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP)  ## the county proposal: 36 groups of lockers, its answer, and what would do
	$(BIN)/courtyard run yiyuan
	$(BIN)/courtyard explore yiyuan

# The kernel is compiled beside the gates, which need one processor: else each worker of pytest compiles it.
test: $(STAMP)  ## every gate, then every test
	@$(MAKE) --no-print-directory -j2 lint compiled
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

compiled: $(STAMP)  ## the kernel, compiled and kept, and the one that checks its indices
	$(BIN)/python -c 'from twin.engines.kernel import build; build.kernel(); build.checked_kernel()'

lint: $(STAMP)  ## the gates alone: style, format, types, import contract
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(STAMP)  ## the parts of the documentation that are made from the code
	$(BIN)/python -m tests.contract.docs.generate

bench: $(STAMP)  ## parcels a second, beside a named baseline in the same run
	$(BIN)/courtyard bench

acceptance: $(STAMP)  ## the slow check behind every promise; one table in out/acceptance.md
	$(BIN)/python -m tests.acceptance.run --out out

screenshots: $(STAMP)  ## docs/img anew, from reports and console in a real Chromium with a Chinese font
	COURTYARD_SCREENSHOTS=1 $(BIN)/python -m pytest -q tests/browser/test_screenshots.py tests/browser/console/test_pictures.py

# uv resolves for every platform at once and writes names, versions and hashes, never where they came from.
lock: ## requirements.lock anew from requirements*.in; UPGRADE=--upgrade for newer versions
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet uv
	build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --no-emit-find-links $(UPGRADE) \
	  requirements.in requirements-dev.in --output-file requirements.lock
	rm -rf build/lock

clean:  ## everything that make can make again
	rm -rf $(VENV) build dist out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

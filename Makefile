# Works on a bare machine with Python >= 3.11 and make: set-up happens on first use, from the lock file.
PYTHON ?= python3
DATA ?= data
SCALE ?= 1
AUDIT ?= block
VENV := .venv
BIN := $(VENV)/bin
SETUP := $(VENV)/.set-up

export DBT_PROFILES_DIR := profiles
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1

.PHONY: help setup build test lint clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

setup: $(SETUP) ## the virtual environment, from requirements.lock

$(SETUP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(SETUP)

# EXTRACTS=<dir> builds from those deliveries and never generates; AS_OF=YYYY-MM-DD or AS_OF=fasit:YYYY-MM-DD,... chooses
# the vintage; AUDIT=warn lets suites that do not hold pass (small or partial deliveries).
build: $(SETUP) ## land, build, test, audit, publish: demo data, or EXTRACTS=<dir> [DATA=<dir>] [AS_OF=...] [AUDIT=warn]
ifdef EXTRACTS
	$(BIN)/velferd build --extracts "$(EXTRACTS)" --data "$(DATA)" --audit "$(AUDIT)" $(if $(AS_OF),--as-of "$(AS_OF)")
else
	test -f "$(DATA)/extracts/dirt.csv" || $(BIN)/velferd generate --extracts "$(DATA)/extracts" --scale "$(SCALE)"
	$(BIN)/velferd build --extracts "$(DATA)/extracts" --data "$(DATA)" --audit "$(AUDIT)" --demo $(if $(AS_OF),--as-of "$(AS_OF)")
endif

test: lint ## everything that CI runs
	$(BIN)/python -m pytest

lint: $(SETUP) ## style of SQL and Python
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint models tests analyses

clean: ## remove what was built, but not data/
	rm -rf $(VENV) target logs

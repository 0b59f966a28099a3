# Works on a bare machine with Python >= 3.11 and make: set-up happens on first use, from the lock file.
PYTHON ?= python3
DATA ?= data
SCALE ?= 1
AUDIT ?= block
SCALES ?= 0.1 1 10
DELIVERIES ?= 5000
KILLS ?= 300
SEED ?= 1
VENV := .venv
BIN := $(VENV)/bin
SETUP := $(VENV)/.set-up
# The tests of pages run in the Chromium on the PATH; where there is none, in one from npm, which needs no root.
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
BROWSER := $(VENV)/browser/.installed
CLIENTS := $(VENV)/.clients
BENCHMARK := $(VENV)/.benchmark

# A misspelt one would be taken for nothing, and EXTRACTS left out builds the demo.
KNOWN := PYTHON DATA SCALE AUDIT SCALES EXTRACTS AS_OF RUNS DELIVERIES KILLS SEED
UNKNOWN := $(filter-out $(KNOWN),$(foreach name,$(.VARIABLES),$(if $(filter command,$(word 1,$(origin $(name)))),$(name))))
ifneq ($(UNKNOWN),)
$(error $(UNKNOWN): no variable of this Makefile. Those that can be given are $(KNOWN), in capitals)
endif

export DBT_PROFILES_DIR := profiles
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1

.PHONY: help setup browser clients build test lint clean changed docs doctor benchmark fuzz chaos

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

setup: $(SETUP) ## the virtual environment, from requirements.lock

$(SETUP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(SETUP)

browser: $(BROWSER) ## a Chromium for the tests of pages, for machines that have none

$(BROWSER): $(SETUP) tests/browser/package-lock.json tests/browser/unpack.mjs
	rm -rf $(@D) && mkdir $(@D) && cp tests/browser/package.json tests/browser/package-lock.json $(@D)
	cd $(@D) && PATH="$(abspath $(BIN)):$$PATH" npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
	PATH="$(abspath $(BIN)):$$PATH" node tests/browser/unpack.mjs $(@D)
	rm -rf $(@D)/node_modules
	touch $@

# EXTRACTS=<dir> builds from those deliveries and never generates; AS_OF=YYYY-MM-DD or AS_OF=fasit:YYYY-MM-DD,...
# chooses the vintage; AUDIT=warn lets suites that do not hold pass (small or partial deliveries).
build: $(SETUP) ## land, build, test, audit, publish: demo data, or EXTRACTS=<dir> [DATA=<dir>] [AS_OF=...] [AUDIT=warn]
ifdef EXTRACTS
	$(BIN)/velferd build --extracts "$(EXTRACTS)" --data "$(DATA)" --audit "$(AUDIT)" $(if $(AS_OF),--as-of "$(AS_OF)")
else
	$(BIN)/velferd generate --keep --extracts "$(DATA)/extracts" --scale "$(SCALE)"
	$(BIN)/velferd build --extracts "$(DATA)/extracts" --data "$(DATA)" --audit "$(AUDIT)" --demo $(if $(AS_OF),--as-of "$(AS_OF)")
endif

changed: $(SETUP) ## build and test what changed since the last build of [DATA=<dir>], on copies
	$(BIN)/velferd changed --data "$(DATA)"

docs: $(SETUP) ## documentation, data dictionary and data contracts of the last build of [DATA=<dir>]
	$(BIN)/velferd docs --data "$(DATA)"

doctor: $(SETUP) ## what is wrong with this set-up: [DATA=<dir>] [EXTRACTS=<dir>]
	$(BIN)/velferd doctor --data "$(DATA)" $(if $(EXTRACTS),--extracts "$(EXTRACTS)")

test: lint clients $(if $(CHROMIUM),,$(BROWSER)) ## everything that CI runs
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(SETUP) ## style of SQL, Python and YAML
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint models tests analyses
	$(BIN)/yamllint --strict models seeds profiles *.yml .pre-commit-config.yaml

# What cannot live beside the versions that the project is built with: an older and the newest DuckDB, an older
# SQLAlchemy, and Node's. Not `npm ci`: its lock would need the packages of every platform, which not every registry
# has.
clients: $(CLIENTS) ## clients of other versions, and Node's, that tests open the warehouse with

$(CLIENTS): $(SETUP) $(wildcard tests/clients/*.lock tests/clients/node/*)
	rm -rf $(VENV)/clients
	for lock in tests/clients/*.lock; do \
		$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
			--target "$(VENV)/clients/$$(basename $$lock .lock)" -r $$lock || exit 1; \
	done
	cp -r tests/clients/node $(VENV)/clients/node
	if command -v npm > /dev/null; then \
		npm install --prefix $(VENV)/clients/node --no-save --ignore-scripts --no-audit --no-fund --loglevel error \
			--fetch-retries 1 --fetch-timeout 30000; \
	else \
		echo "npm is not installed: the client for Node will not be tested"; \
	fi
	touch $(CLIENTS)

# SCALES="0.1 1 10 100" adds a city of a hundred; RUNS=<n> runs each scale so often; EXTRACTS="10=<dir> ..." takes
# deliveries that are there already. Everything lies in DATA/benchmark, the result in scripts/benchmark/results.
benchmark: $(BENCHMARK) ## time and memory of every stage beside DuckDB, polars and pandas: [SCALES="0.1 1 10"] [RUNS=<n>] [DATA=<dir>]
	PYTHONPATH=scripts $(BIN)/python -m benchmark $(SCALES) --scratch "$(DATA)/benchmark" --packages $(VENV)/benchmark \
		$(if $(RUNS),--runs $(RUNS)) $(foreach delivery,$(EXTRACTS),--extracts "$(delivery)")

$(BENCHMARK): $(SETUP) scripts/benchmark/requirements.lock
	rm -rf $(VENV)/benchmark
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
		--target $(VENV)/benchmark -r scripts/benchmark/requirements.lock
	touch $(BENCHMARK)

fuzz: $(SETUP) ## land deliveries that are broken at random, and find what becomes of them: [DELIVERIES=<n>] [SEED=<n>] [DATA=<dir>]
	PYTHONPATH=scripts $(BIN)/python -m resilience.fuzz --deliveries $(DELIVERIES) --seed $(SEED) --scratch "$(DATA)/fuzz"

chaos: $(SETUP) ## kill builds at random, and look at what is left: [KILLS=<n>] [SEED=<n>] [DATA=<dir>]
	PYTHONPATH=scripts $(BIN)/python -m resilience.chaos --kills $(KILLS) --seed $(SEED) --scratch "$(DATA)/chaos"

clean: ## remove what was built, but not data/
	rm -rf $(VENV) target logs

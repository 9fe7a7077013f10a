# Everything a user or developer runs. Python 3.11 or newer is the only thing that must be there already.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export STEUNWIJZER_DATABASE_URL ?= sqlite:///steunwijzer.db

.PHONY: help serve test lint bench mutate fuzz lock openapi chromium clean

help: ## This list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(BIN)/.runtime: requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(BIN)/.dev: requirements-dev.lock $(BIN)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

serve: $(BIN)/.runtime ## Migrate, publish the seed and serve on http://127.0.0.1:8000
	$(BIN)/python -m app migrate
	$(BIN)/python -m app seed
	$(BIN)/python -m app serve

chromium: ## Install chromium for the browser tests when it can be
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || { \
	  echo "chromium is needed for the browser tests; trying to install it"; \
	  if command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	  else echo "*** CHROMIUM IS MISSING: install it with your system's packages; browser tests cannot run without it ***"; fi; }

lint: $(BIN)/.dev ## Formatting, lint, import contracts and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy

test: $(BIN)/.dev chromium lint ## The whole suite: checks of the seed, PostgreSQL and browser included
	$(BIN)/python -m app check
	$(BIN)/python -m pytest -n 2 --cov --cov-report=
	$(BIN)/python -m coverage report --include='app/rules/*' --fail-under=100 --skip-covered
	$(BIN)/python -m coverage report --omit='app/rules/*' --fail-under=95 --skip-covered

bench: $(BIN)/.dev ## Timings over HTTP and in process, with medians and ratios
	$(BIN)/python -m tests.benchmarks

mutate: $(BIN)/.dev ## Mutation testing of app/rules (long)
	$(BIN)/mutmut run

fuzz: $(BIN)/.dev ## A longer fuzzing run
	STEUNWIJZER_FUZZ=deep HYPOTHESIS_PROFILE=deep $(BIN)/python -m pytest -n 2 tests/contract/test_fuzz.py tests/rules

openapi: $(BIN)/.runtime ## Write docs/openapi.json anew
	$(BIN)/python -m app openapi

lock: $(BIN)/.dev ## Lock the dependencies anew, with hashes and without addresses
	$(BIN)/uv export --quiet --no-header --no-annotate --no-emit-project --no-dev -o requirements.lock
	$(BIN)/uv export --quiet --no-header --no-annotate --no-emit-project -o requirements-dev.lock
	rm -f uv.lock

clean: ## Remove what the targets made
	rm -rf $(VENV) steunwijzer.db .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache mutants

# The one door. `make help` lists the targets; each sets up what it needs, and a second run installs nothing.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RECORD := examples/ada.bundle.json --as-of 2026-06-01
JOBS   ?= 2
ARGS   :=
PIP    := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input

CORE   := $(VENV)/core.stamp
SERVER := $(VENV)/server.stamp
DEV    := $(VENV)/dev.stamp
PYTEST := $(BIN)/python -m pytest -n $(JOBS) --dist worksteal
LOCK   := $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
          --universal --python-version 3.11

.DEFAULT_GOAL := help
.PHONY: help setup plan test coverage check bench trust docs serve knowledge golden nightly lock clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

$(VENV)/created.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Onward needs Python 3.11 or newer")'
	@echo "Creating $(VENV) (once)" >&2
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(CORE): $(VENV)/created.stamp requirements/core.txt pyproject.toml
	@echo "Installing Onward (once)" >&2
	@$(PIP) install --require-hashes -r requirements/core.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(SERVER): $(CORE) requirements/server.txt
	@echo "Installing what the pages need (once)" >&2
	@$(PIP) install --require-hashes -r requirements/server.txt
	@touch $@

$(DEV): $(CORE) requirements/dev.txt
	@echo "Installing what the tests and checks need (once)" >&2
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

setup: $(DEV) ## Make a virtual environment with everything that writing code here needs
	@echo "Ready: $(BIN)/onward"

plan: $(CORE) ## Print the plan for a bundled record (RECORD=path for another)
	@$(BIN)/onward plan $(RECORD) $(ARGS)

test: $(DEV) ## Run every test (JOBS=2 at a time; ARGS="tests/unit -k dates" for some)
	@$(PYTEST) $(ARGS)

coverage: $(DEV) ## Run every test and show the lines that none of them reached
	@$(PYTEST) --cov --cov-report=term-missing:skip-covered

check: $(DEV) ## Lint, format, types, import order, knowledge, generated documentation
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache --no-logo
	@$(BIN)/onward knowledge check
	@$(BIN)/onward knowledge test
	@$(BIN)/python -m scripts.docs --check

knowledge: $(CORE) ## Check the knowledge and run its cases
	@$(BIN)/onward knowledge check
	@$(BIN)/onward knowledge test

bench: $(DEV) ## Measure speed and print it as a table
	@$(BIN)/python -m benchmarks

trust: $(DEV) ## Measure what TRUST asks for and rewrite docs/reference/trust.md
	@$(BIN)/python -m tests.trust

docs: $(DEV) ## Rewrite the generated documentation
	@$(BIN)/python -m scripts.docs

golden: $(DEV) ## Rewrite the golden plans and pages; review shows the difference
	@$(PYTEST) tests/golden --rewrite-golden

nightly: $(DEV) ## Run the generative tests in their nightly size
	@HYPOTHESIS_PROFILE=nightly $(PYTEST) tests/generative tests/contract/test_interface.py

serve: $(SERVER) ## Serve the pages on this machine (ARGS="--port 8080")
	@$(BIN)/onward serve $(ARGS)

lock: $(DEV) ## Pin requirements with hashes and without index addresses (ARGS=--upgrade for newer ones)
	@$(LOCK) $(ARGS) pyproject.toml requirements/build.in -o requirements/core.txt
	@$(LOCK) $(ARGS) pyproject.toml requirements/build.in --extra server --extra pdf -c requirements/core.txt \
		-o requirements/server.txt
	@$(LOCK) $(ARGS) pyproject.toml requirements/build.in --extra server --extra pdf --group dev -c requirements/server.txt \
		-o requirements/dev.txt

clean: ## Remove the virtual environment and everything that was generated
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov build dist
	@find src tests scripts benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

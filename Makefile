# What a newcomer needs: `make demo` and `make test`. Everything is installed into .venv.
SHELL := /bin/bash -o pipefail
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NEEDED := import sys, venv; sys.exit(sys.version_info < (3, 11))
# Three for two cores: a third of the tests waits for a homeserver much of the time.
AT_ONCE := -n 3 --dist loadgroup
PIP := $(BIN)/python -m pip install --disable-pip-version-check --progress-bar off

# Whatever is imported by many processes of a test is compiled once.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-long bench check format texts lock clean help

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | sort | expand -t 12

demo: $(VENV)/.demo ## a house on this machine: a real homeserver, residents, a story; then you
	@$(BIN)/kring demo

test: $(VENV)/.dev ## all tests, on a real homeserver
	@$(BIN)/python -m pytest -q $(AT_ONCE)

test-long: $(VENV)/.dev ## the same, with many more made-up histories and the slow stories
	@KRING_LONG=1 $(BIN)/python -m pytest -q $(AT_ONCE)

bench: $(VENV)/.dev ## what Kring reaches: ratios, figures and their limits (make bench ONLY=desk for one part)
	@$(BIN)/python -m bench $(ONLY)

check: $(VENV)/.dev ## format, lint, types, layers
	@$(BIN)/ruff format --check -q .
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo | tail -n 4

format: $(VENV)/.dev ## put the code in its usual shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: $(VENV)/.dev ## write the parts of the docs that come from the code
	@$(BIN)/python docs/generate.py

lock: $(VENV)/.dev ## find out anew which versions we depend on, with their hashes
	@for set in run: demo:--extra=demo dev:--extra=demo\ --extra=dev; do \
	  $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-annotate --custom-compile-command "make lock" \
	    pyproject.toml locks/build.in $${set#*:} \
	    -o locks/$${set%%:*}.txt || exit 1; done

clean: ## throw away what was made here
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/.python:
	@$(PYTHON) -c '$(NEEDED)' || { echo "Kring needs Python 3.11 or newer, with venv: $(PYTHON) is not." >&2; exit 1; }
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.demo: locks/demo.txt pyproject.toml | $(VENV)/.python
	@$(call install,demo)
	@touch $@

$(VENV)/.dev: locks/dev.txt pyproject.toml | $(VENV)/.python
	@$(call install,dev)
	@touch $(VENV)/.demo $@

# Only what the lock names, and only with its hashes; then Kring itself, from this folder.
define install
echo "Installing what Kring needs (about a minute, once) ..." && \
$(PIP) --require-hashes -r locks/$(1).txt | sed -un 's/^Collecting \([^ =<>!~;]*\).*/  \1/p' && \
$(PIP) -q --no-deps --no-build-isolation -e .
endef

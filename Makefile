# One door for everything: `make run` starts it, `make test` tests it, `make check` is what CI runs.
# Each target prepares .venv by itself (bin/prepare) when it is missing or older than the lock.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.NOTPARALLEL:
.SUFFIXES:
MAKEFLAGS += --no-print-directory --no-builtin-rules

PROGRAMMES := icn-pge ipag-msc lille-ipm
STUDENTS := 40
JOBS := 2
PORT := 8000

BIN := .venv/bin
READY := .venv/.ready
WORDS := $(wildcard src/parchemin/campus/*/locale/fr/LC_MESSAGES/django.po) # compiled by bin/prepare
DEMO := build/demo

# uv never fetches a Python of its own.
export UV_PYTHON_DOWNLOADS := never

.PHONY: help
help: ## say what can be asked
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

$(READY): requirements.lock package-lock.json pyproject.toml bin/prepare $(WORDS)
	@bin/prepare
	@touch $@

.PHONY: prepare
prepare: $(READY) ## install the locked environment in .venv (the other targets do it when needed)

# --- run ---------------------------------------------------------------------------------------------------

.PHONY: run
run: $(READY) ## start a school with its demo data, until Ctrl-C
	@$(BIN)/parchemin campus run --port $(PORT)

.PHONY: decide
decide: $(PROGRAMMES:%=decide-%) ## decide the demo cohort of each programme and print the result

.PHONY: $(PROGRAMMES:%=decide-%)
$(PROGRAMMES:%=decide-%): decide-%: $(DEMO)/.%.recorded
	@printf '\n== %s\n' '$*'
	@$(BIN)/parchemin decide regulations/$* $(DEMO)/$*

# The mark beside the folder, not in it, says that the cohort was written to its end.
$(DEMO)/.%.recorded: | $(READY)
	@echo "Cohorte de démonstration / demo cohort: $(DEMO)/$*"
	@rm -rf $(DEMO)/$* && mkdir -p $(DEMO)
	@$(BIN)/parchemin record regulations/$* $(DEMO)/$* --demo $(STUDENTS)
	@touch $@

# --- check -------------------------------------------------------------------------------------------------

.PHONY: test
test: $(READY) ## run the tests, shuffled, on 2 cores
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

.PHONY: stage
stage: $(READY) ## run the tests of a stage (NAME=jury) and those that go through every stage
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal tests/campus/$(NAME) tests/campus/test_*.py tests/campus/retention/test_own.py \
	    tests/campus/law/test_names.py tests/campus/desks/test_road.py tests/architecture tests/docs

# The tests come last, so that their closing line closes the output.
.PHONY: check
check: lint types laws regulations test ## everything CI runs

.PHONY: lint
lint: $(READY)
	@echo "== versions, style"
	@$(BIN)/uv pip check --quiet --python $(BIN)/python
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djangofmt --quiet --check src/parchemin/campus

.PHONY: types
types: $(READY)
	@echo "== types"
	@$(BIN)/mypy

.PHONY: laws
laws: $(READY)
	@echo "== imports, names, sizes"
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m pytest -q -p no:randomly tests/architecture/test_habits.py tests/architecture/test_imports.py tests/architecture/test_size.py

.PHONY: regulations
regulations: $(READY)
	@for programme in $(PROGRAMMES); do \
	    echo "== $$programme" && \
	    $(BIN)/parchemin check regulations/$$programme && \
	    $(BIN)/parchemin verify regulations/$$programme || exit 1; \
	done

# --- more --------------------------------------------------------------------------------------------------

.PHONY: bench
bench: $(READY) ## measure, side by side, and write benchmarks/results.md
	@$(BIN)/python -m benchmarks

.PHONY: format
format: $(READY) ## put the code in shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djangofmt --quiet src/parchemin/campus

.PHONY: rights
rights: $(READY) ## write docs/droits.md anew, from the permissions declared and the table of the tests
	@bin/rights

.PHONY: messages
messages: $(READY) ## add to each French .po what is said and not yet translated, and compile
	@bin/messages

.PHONY: migrations
migrations: $(READY) ## record the new migrations, which are not edited from then on
	@bin/migrations

.PHONY: former
former: $(READY) ## keep a small school of this version, for the tests of later ones
	@$(BIN)/python tests/service/former/keep.py tests/service/former/$$(date +%F).tar.xz

.PHONY: lock
lock: $(READY) ## write the two locks again from pyproject.toml and package.json
	@bin/lock

.PHONY: dist
dist: $(READY) ## build the package in dist/
	@$(BIN)/uv build --quiet --no-build-isolation --python $(BIN)/python --out-dir dist

.PHONY: clean
clean: ## remove what was built, the environment too
	@rm -rf build dist .venv node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis

# The six commands. Each makes .venv first where it is missing or no longer fits; see CONTRIBUTING.md.
PYTHON ?= python3
WITHIN := $(PYTHON) bootstrap.py

.PHONY: run test check fix docs bench

run:  # everything, on the examples; WEERKLANK_SERVE=0 ends before anything is served
	$(WITHIN) examples/run.py

test:  # every test, then what needs a store once more on PostgreSQL; both workers order sets alike, in another way each run
	export PYTHONHASHSEED=$(shell date +%s); failed=0; \
	$(WITHIN) -m pytest -n 2 || failed=1; \
	$(WITHIN) tests/on_postgresql.py -n 2 || failed=1; \
	exit $$failed

check:  # style, types, who imports whom, sizes and names
	$(WITHIN) ruff check .
	$(WITHIN) ruff format --check .
	$(WITHIN) mypy
	$(WITHIN) lint-imports
	$(WITHIN) -m pytest -q tests/house

fix:  # what a machine can mend of the style
	$(WITHIN) ruff check --fix .
	$(WITHIN) ruff format .

docs:  # every page that is made from something else
	$(WITHIN) docs/build.py

bench:  # our figure beside the peer's, one script a figure
	set -e; for script in benchmarks/*.py; do $(WITHIN) "$$script"; done

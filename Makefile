# `make run` is all it takes: it sets up what is missing and serves the example city on http://127.0.0.1:8000.
# Written for GNU make 3.81 and newer.

PORT = 8000
PYTHON_IN = .venv/bin/python

.PHONY: help setup run test check bench tour lock clean

help:
	@echo "make run     set up and serve the example city on http://127.0.0.1:$(PORT) (PORT=8000)"
	@echo "make setup   only set up"
	@echo "make test    run the tests (ARGS: more words for pytest, such as ARGS='-k outline')"
	@echo "make check   lint, format, types, floors, translations"
	@echo "make bench   measure speed"
	@echo "make tour    walk through the site in a browser and take pictures"
	@echo "make lock    write the lock files anew (ARGS=--upgrade for newer versions)"
	@echo "make clean   remove what set-up made; the data folder stays"

setup:
	@tools/setup run

run: setup
	@.venv/bin/partisipasi run --demo --data data --port $(PORT)

test:
	@tools/setup test
	@$(PYTHON_IN) -m pytest -n 2 $(ARGS)

check:
	@tools/setup check
	$(PYTHON_IN) -m ruff check
	$(PYTHON_IN) -m ruff format --check
	$(PYTHON_IN) -m mypy
	.venv/bin/lint-imports --no-cache
	$(PYTHON_IN) tools/catalogues.py --check

bench:
	@tools/setup test
	@$(PYTHON_IN) tools/bench.py $(ARGS)

tour:
	@tools/setup test
	@$(PYTHON_IN) tools/tour.py $(ARGS)

lock:
	@tools/setup check
	@tools/lock $(ARGS)

clean:
	rm -rf .venv node_modules build dist src/*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

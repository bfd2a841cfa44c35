# Everything a newcomer types. Each target is enough alone on a machine with Python 3.11+ and make.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: run test test-fast install check format bench clean
.DEFAULT_GOAL := run

run: install  ## read the bundled release, serve page and API on http://127.0.0.1:8000
	$(BIN)/communique add --bundled
	exec $(BIN)/communique serve

# Each worker takes whole files, the slow ones first. More than four would not fit into the memory of a small machine.
PYTEST := $(BIN)/python -m pytest --numprocesses logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test: install  ## all tests, with branch coverage
	$(PYTEST) --cov --cov-report=term

test-fast: install  ## the tests that start no process and no browser: an answer in about 90 seconds
	$(PYTEST) -m "not slow and not browser"

install: $(INSTALLED)  ## the whole set-up, nothing else

$(INSTALLED): pyproject.toml .constraints.txt
	$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(v < (3, 11) and f"Python 3.11 or newer is needed; this is {v.major}.{v.minor}. Try: make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint .constraints.txt --editable '.[dev]'
	touch $(INSTALLED)

check: install  ## formatting, lint, types, import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: install  ## put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install  ## quality and speed, written to benchmarks/results/ (needs the measuring data)
	$(BIN)/python benchmarks/retrieval.py
	$(BIN)/python benchmarks/evaluation.py
	$(BIN)/python benchmarks/reasons.py
	$(BIN)/python benchmarks/known_item.py
	$(BIN)/python benchmarks/vaswani.py
	$(BIN)/python benchmarks/squad_silence.py
	$(BIN)/python benchmarks/conversation.py
	$(BIN)/python benchmarks/ablation.py
	$(BIN)/python benchmarks/languages.py
	$(BIN)/python benchmarks/reading_html.py
	$(BIN)/python benchmarks/reading_feeds.py
	$(BIN)/python benchmarks/reading_robustness.py
	$(BIN)/python benchmarks/following.py
	$(BIN)/python benchmarks/live_adding.py
	$(BIN)/python benchmarks/integrity.py
	$(BIN)/python benchmarks/survival.py
	$(BIN)/python benchmarks/noise.py
	$(BIN)/python benchmarks/cost.py
	$(BIN)/python benchmarks/streaming.py
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/embedding.py

clean:  ## remove what make made; data/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage .coverage.* dist build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Everything a newcomer types. Each target is enough alone on a machine with Python 3.11+ and make.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: run test install check format bench clean
.DEFAULT_GOAL := run

run: install  ## read the bundled release, serve page and API on http://127.0.0.1:8000
	$(BIN)/communique add --bundled
	exec $(BIN)/communique serve

test: install  ## all tests, with branch coverage
	$(BIN)/python -m pytest --cov --cov-report=term

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

clean:  ## remove what make made; data/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage .coverage.* dist build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

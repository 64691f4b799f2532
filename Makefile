# Terrain: `make run` to use it, `make test` to prove it.
TOOLS := .tools
UV := $(shell command -v uv 2>/dev/null || echo $(TOOLS)/bin/uv)
BIN := .venv/bin
PYTHON ?= python3
# Three workers on two cores: one of them mostly waits, for a browser or for real time to pass.
PYTEST_WORKERS ?= 3
# What Python compiled once is kept: every worker, server and sound job is a program of its own that reads it again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-unit journeys check fix bench messages docs clean

run: .venv/ready
	$(BIN)/terrain init --reference --demo
	$(BIN)/terrain run

test: .venv/ready
	$(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist loadgroup

test-unit: .venv/ready
	$(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist loadgroup -m "not journey"

journeys: .venv/ready
	$(BIN)/python -m pytest -m journey

check: .venv/ready
	$(UV) lock --check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy terrain
	$(BIN)/djlint terrain --lint --quiet
	$(BIN)/python -m terrain.config.cli docs --check
	DJANGO_SETTINGS_MODULE=terrain.config.settings $(BIN)/django-admin makemigrations --check --dry-run

fix: .venv/ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/ready
	$(BIN)/python -m bench

messages: .venv/ready
	cd terrain && DJANGO_SETTINGS_MODULE=terrain.config.settings ../$(BIN)/django-admin makemessages -l fr -l ar -l en -l it --no-location --no-wrap --ignore "migrations/*"
	$(BIN)/python -c "from terrain.config.languages import compile_catalogues; compile_catalogues()"

docs: .venv/ready
	$(BIN)/terrain docs

# uv comes from the machine or from PyPI into a folder of its own; the lock file decides everything else.
$(TOOLS)/bin/uv:
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/pip install --quiet uv

.venv/ready: pyproject.toml uv.lock
	@command -v uv >/dev/null 2>&1 || $(MAKE) --no-print-directory $(TOOLS)/bin/uv
	$(UV) sync --frozen --quiet
	@touch $@

clean:
	rm -rf .venv .tools .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

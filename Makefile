# Everything here works on a machine that has Python 3.11+ with pip, and make.
UV_VERSION := 0.13.9
PORT ?= 8000
COUNT ?= 100000
EXAMPLES ?= 2000
LIVES ?= 100
MAILS ?= 5000
DATABASE ?= postgresql

export UV_PYTHON_DOWNLOADS := never
export PATH := $(CURDIR)/.venv/bin:$(PATH):$(CURDIR)/.tools/bin
PYTHON ?= python3

.PHONY: help setup demo test check readers fuzz chaos long messages bench format lint types layers lock clean

help: ## show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: .venv/.ready ## install everything into .venv

.venv/.ready: pyproject.toml uv.lock
	@command -v uv >/dev/null || $(PYTHON) -m pip install --quiet --disable-pip-version-check \
		--no-warn-script-location --root-user-action=ignore --target .tools "uv==$(UV_VERSION)"
	@uv sync --quiet --frozen --all-extras --python $(PYTHON)
	@touch $@

demo: setup ## run the service with invented people and a local mailbox (PORT=8000)
	@alliance demo --port $(PORT)

test: setup ## run all tests, on SQLite and on a PostgreSQL of their own
	@pytest -q -n auto --dist loadgroup

check: setup lock lint types layers test ## format, lint, types, layers, tests

format: setup ## format and mend what can be mended
	@ruff format . && ruff check --fix .

lint: setup
	@ruff format --check . && ruff check . && deptry .

types: setup
	@ty check

layers: setup
	@lint-imports --no-cache

lock: setup ## the lock files are fresh and name the public index alone
	@! grep -oE '(https?|file)://[^"/ ]+' uv.lock | grep -vE 'pypi\.org$$|files\.pythonhosted\.org$$'
	@uv lock --check --quiet
	@! grep -nE '"resolved"|https?://' tests/readers/package-lock.json

readers: setup ## let ical.js, node-ical and libical read our calendar messages
	@python -m tests.readers

fuzz: setup ## feed all that reads mail with damaged ones (COUNT=100000)
	@python -m tests.long.fuzz_replies $(COUNT)
	@python -m tests.long.fuzz_words $(COUNT)

chaos: setup ## deliver 5,000 mails while workers are killed every second (MAILS=5000 DATABASE=postgresql)
	@nice -n 19 python -m tests.long.chaos $(MAILS) $(DATABASE)

long: setup ## look further than `make test` has time for: calendars, lives of chance, properties with new examples
	@python -m tests.long.calendars_converge $(EXAMPLES)
	@python -m tests.long.lives $(LIVES)
	@pytest -q -n auto --hypothesis-profile=explore $$(grep -rl --include='test_*.py' hypothesis tests)

messages: setup ## gather what is to be translated into service/locale
	@python -m tests.languages.catalogues

bench: setup ## measure against physical limits; one JSON object a line
	@python -m tests.bench

clean: ## remove what the above made
	@rm -rf .venv .tools .cache var dist .pytest_cache .ruff_cache

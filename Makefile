# Everything here builds its own environment in .venv first: Python 3.11 or newer and PyPI are all it needs.

UV_VERSION := 0.13.9
BIN := .venv/bin
INSTALLED := .venv/.installed
CANDIDATES := $(PYTHON) python3.13 python3.12 python3.11 python3

export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON_DOWNLOADS := never
unexport VIRTUAL_ENV

.PHONY: help install demo test crash check format clean bench-match bench-queue bench-latency bench-receive bench-scan bench-suppress

help:
	@echo "make demo     watch two systems come into step (about two minutes, the first time with installation)"
	@echo "make test     run the tests"
	@echo "make crash    two hundred random schedules of kills and lost replies (the tests have forty of them)"
	@echo "make check    lint, types, import arrows, lock file"
	@echo "make format   format the code"
	@echo "make clean    remove the environment and caches"
	@echo "make bench-queue   people run per second, by threads and by RQ workers (ARGS='--people 300')"
	@echo "make bench-latency  from an edit until the other side shows it, by webhook and by polling (ARGS='--edits 60')"
	@echo "make bench-suppress  from an opt-out until nobody can contact the person, during a backfill (ARGS='--opt-outs 60')"
	@echo "make bench-receive  webhooks stored per second beside servers that only say 200, and p99 (ARGS='--rounds 5')"
	@echo "make bench-scan    a scan of two exports: time, memory, and its numbers beside the truth (ARGS='--people 20000')"
	@echo "make bench-match   matching beside Splink 5, judged against the truth (ARGS='--people 200000')"

install: $(INSTALLED)

demo: $(INSTALLED)
	$(BIN)/talentsync demo

test: $(INSTALLED)
	$(BIN)/pytest -n 3 --dist worksteal $(ARGS)

crash: $(INSTALLED)
	TALENTSYNC_SCHEDULES=200 $(BIN)/pytest -n 2 tests/fleet $(ARGS)

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/uv lock --check

format: $(INSTALLED)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench-match: $(INSTALLED)
	$(BIN)/uv run --frozen --group bench --quiet python bench/match.py --against splink $(ARGS)

bench-receive: $(INSTALLED)
	$(BIN)/python -m bench.receive $(ARGS)

bench-scan: $(INSTALLED)
	$(BIN)/python -m bench.scan $(ARGS)

bench-latency: $(INSTALLED)
	$(BIN)/python -m bench.latency $(ARGS)

bench-suppress: $(INSTALLED)
	$(BIN)/python -m bench.suppress $(ARGS)

bench-queue: $(INSTALLED)
	$(BIN)/python -m bench.queue $(ARGS)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist

$(INSTALLED): pyproject.toml uv.lock
	@set -e; chosen=; \
	for candidate in $(CANDIDATES); do \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    chosen="$$candidate"; break; \
	  fi; \
	done; \
	if [ -z "$$chosen" ]; then \
	  echo "talentsync needs Python 3.11 or newer, and none of these is one: $(CANDIDATES)" >&2; \
	  echo "Install one, or name it: make $(or $(firstword $(MAKECMDGOALS)),demo) PYTHON=/path/to/python3" >&2; \
	  exit 1; \
	fi; \
	if ! [ -x $(BIN)/python ]; then \
	  echo "Making an environment in .venv with $$chosen"; \
	  "$$chosen" -m venv .venv || { rm -rf .venv; exit 1; }; \
	fi; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION); \
	$(BIN)/uv sync --frozen --quiet --compile-bytecode
	@touch $@

# Two commands: `make demo` runs a whole case, `make test` passes the tests.
# Both first make .venv from requirements.lock; `make install` does only that.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: install demo test check lint types bench soak lock clean help

help:
	@echo "make demo     a whole case on a made-up station, from post to recorded status"
	@echo "make test     the tests"
	@echo "make check    linter, formatter and type checker"
	@echo "make bench    what the tracer finds, measured on real footage (docs/tracing.md)"
	@echo "make soak     10,000 posts of a web that misbehaves, on loopback (bench/soak.py)"
	@echo "make install  only .venv, from requirements.lock"
	@echo "make lock     write requirements.lock anew from pyproject.toml"

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Airtrace needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(or $(MAKECMDGOALS),install)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: install
	$(BIN)/airtrace demo

# What fails while another file runs beside it is tried once more by itself, and both are shown.
test: install
	$(BIN)/python -m pytest -n 2 --dist loadfile || \
		$(BIN)/python -m pytest --last-failed --last-failed-no-failures none

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: install
	$(BIN)/python -m bench

soak: install
	$(BIN)/python -m bench.soak

lock: install
	$(BIN)/python -m pip install --quiet "uv>=0.5"
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--group dev --group build pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) dist build

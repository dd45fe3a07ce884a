# Two commands need nothing but Python 3.11+ and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-plain lint format bench rules pictures clean

demo: $(VENV)/.installed
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh examples/demo.sh

test: lint
	PYTHONWARNDEFAULTENCODING=1 $(BIN)/python -m pytest -n 2 --dist loadfile

# The suite as where neither google-re2 nor libyaml is installed: without patterns of users, with Python's YAML loader.
test-plain: $(VENV)/.installed-dev
	DNSSD_VALIDATOR_TEST_PLAIN=1 $(BIN)/python -m pytest -n 2 --dist loadfile --ignore tests/live

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.bench

# The pictures of the README; needs Chromium.
pictures: $(VENV)/.installed-dev
	$(BIN)/python examples/pictures/make.py

# Compile IANA's registry again: make rules REGISTRY=path/to/service-names-port-numbers.xml
rules: $(VENV)/.installed
	$(BIN)/dnssd-validator compile $(REGISTRY) --output rules/iana

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.installed-dev: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(VENV)/.installed $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

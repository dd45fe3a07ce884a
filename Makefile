# Two commands need nothing but Python 3.11+ and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What `make lock` pinned, with hashes: the environment is the same on any day.
LOCK := .ci/requirements.txt
RUNTIME_LOCK := .ci/requirements-runtime.txt
PIP := -m pip --disable-pip-version-check --quiet install

.PHONY: demo test test-plain lint format lock test-lowest test-latest test-libraries fuzz bench generated rules pictures clean

demo: $(VENV)/.installed
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh examples/demo.sh

test: lint
	$(call run-tests,$(BIN))

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# More workers than two cores: those that test networks wait for most of the time.
run-tests = PYTHONWARNDEFAULTENCODING=1 $(1)/python -m pytest -n 3 --dist loadfile $(2)

# The suite with other libraries: the lowest versions that pyproject.toml allows, the newest that there are (test tools
# included), both in environments of their own, and without those that the tool can do without. TESTS narrows the run.
TESTS ?= --ignore tests/live
# The tests that show it when a library changes under us.
LIBRARY_TESTS := tests/cli/test_check.py tests/cli/test_config.py tests/cli/test_pages.py tests/config tests/display \
    tests/documents tests/mdns/test_interfaces.py tests/mdns/test_separate_sockets.py tests/mdns/test_zeroconf_adapter.py \
    tests/reports/test_reports.py tests/reports/test_html.py tests/rules/test_*.py tests/sources/plain tests/testing \
    tests/watch tests/test_api.py tests/test_wheel.py -k "not memory and not pipe"
# Those of them that read YAML or match patterns.
PLAIN_TESTS := tests/cli/test_check.py tests/cli/test_without_extras.py tests/config tests/documents \
    tests/rules/test_*.py tests/sources/plain tests/test_api.py -k "not memory and not pipe"
UV_INSTALL = $(BIN)/uv pip install --quiet --python $(1)/bin/python

test-lowest: $(VENV)-lowest/.installed
	$(call run-tests,$(VENV)-lowest/bin,$(TESTS))

test-latest: $(VENV)-latest/.installed
	$(call run-tests,$(VENV)-latest/bin,$(TESTS))

# The suite as where neither google-re2 nor libyaml is installed: without patterns of users, with Python's YAML loader.
test-plain: $(VENV)-plain/.installed
	DNSSD_VALIDATOR_TEST_PLAIN=1 $(call run-tests,$(VENV)-plain/bin,$(TESTS))

test-libraries:
	$(MAKE) test-lowest test-latest TESTS='$(LIBRARY_TESTS)'
	$(MAKE) test-plain TESTS='$(PLAIN_TESTS)'

# check-jsonschema, which only tests use, needs a newer click from 0.38.1 on.
$(VENV)-lowest/.installed: $(VENV)/.installed-dev
	$(BIN)/python -m venv --clear $(VENV)-lowest
	$(call UV_INSTALL,$(VENV)-lowest) --require-hashes --requirements $(LOCK)
	$(call UV_INSTALL,$(VENV)-lowest) --upgrade --resolution lowest-direct --editable '.[metrics,patterns]' \
	    'check-jsonschema==0.38.0'
	touch $@

$(VENV)-latest/.installed: $(VENV)/.installed-dev
	$(BIN)/python -m venv --clear $(VENV)-latest
	$(call UV_INSTALL,$(VENV)-latest) --upgrade --group dev --editable '.[metrics,patterns]'
	touch $@

# It needs no wheel of a package that lacks one somewhere, and no compiler.
$(VENV)-plain/.installed: pyproject.toml $(LOCK)
	$(PYTHON) -m venv --clear $(VENV)-plain
	$(VENV)-plain/bin/python $(PIP) 'uv>=0.9'
	$(VENV)-plain/bin/uv pip install --quiet --python $(VENV)-plain/bin/python --constraints $(LOCK) --group test --editable '.[metrics]'
	touch $@

# One file for all Pythons and systems, without the address of any registry. `make lock UPGRADE=--upgrade` takes newer ones.
COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --custom-compile-command 'make lock' \
    $(UPGRADE) pyproject.toml --python-version 3.11

lock: $(BIN)/python
	$(BIN)/python $(PIP) 'uv>=0.9'
	$(COMPILE) --all-extras --group dev --output-file $(LOCK)
	$(COMPILE) --group build --constraints $(LOCK) --output-file $(RUNTIME_LOCK)

# Feed every reader with drawn octets, each for so many seconds; TARGETS='read-*' narrows it.
SECONDS ?= 60
TARGETS ?= *

fuzz: $(VENV)/.installed-dev
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS) $(FUZZ) $(foreach each,$(filter-out *,$(TARGETS)),'$(each)')

bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.bench

# All that is generated from the code and committed: the pages of validator/docs, the manual page, the JSON Schemas.
generated: $(VENV)/.installed
	$(BIN)/python -m validator.docs

# The pictures of the README; needs Chromium.
pictures: $(VENV)/.installed-dev
	$(BIN)/python examples/pictures/make.py

# Compile IANA's registry again: make rules REGISTRY=path/to/service-names-port-numbers.xml
rules: $(VENV)/.installed
	$(BIN)/dnssd-validator compile $(REGISTRY) --output rules/iana

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python pyproject.toml $(RUNTIME_LOCK)
	$(BIN)/python $(PIP) --require-hashes --requirement $(RUNTIME_LOCK)
	$(BIN)/python $(PIP) --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.installed-dev: $(BIN)/python pyproject.toml $(LOCK)
	$(BIN)/python $(PIP) --require-hashes --requirement $(LOCK)
	$(BIN)/python $(PIP) --no-deps --no-build-isolation --editable .
	touch $(VENV)/.installed $@

clean:
	rm -rf $(VENV) $(VENV)-lowest $(VENV)-latest $(VENV)-plain build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

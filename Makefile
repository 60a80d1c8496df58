# `make app` and `make test` need only git, make and Python 3.11 or newer.
PYTHON ?= python3
PORT ?= 8866
BIN := .venv/bin

.PHONY: help app test check docs bench format lock js

help:  ## say what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

.venv/app: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version). Try: make PYTHON=python3.12 app"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv/dev: requirements-dev.lock .venv/app
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# Node comes from PyPI like everything else; only checks, tests and builds need it.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm

node_modules/ready: package-lock.json .venv/dev
	$(NPM) ci --loglevel=error --ignore-scripts
	@touch $@

app: .venv/app  ## set everything up and open the explorer on the sample night [PORT=8866]
	$(BIN)/sleep-explorer app --port $(PORT)

test: .venv/dev node_modules/ready  ## set everything up and run every test
	$(NPM) test --silent
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

check: .venv/dev node_modules/ready  ## lint, format, types, fences between floors, clean notebooks, built scripts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nbstripout --verify notebooks/*.ipynb notebooks/exercises/*.ipynb
	$(NPM) run --silent lint
	$(NPM) run --silent types
	$(NPM) run --silent proven

js: node_modules/ready  ## bundle the page's scripts from explorer/bridge/js into explorer/bridge/static
	$(NPM) run --silent build

docs: .venv/dev  ## the docs site, in docs/_build; a warning is an error
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet -b html docs docs/_build

bench: .venv/dev  ## peers and ours side by side, as ratios
	$(BIN)/python -m benchmarks

format: .venv/dev node_modules/ready  ## format the code and strip the notebooks
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/nbstripout notebooks/*.ipynb notebooks/exercises/*.ipynb
	$(NPM) run --silent format

LOCK := pip compile --quiet --generate-hashes --universal --python-version 3.11 pyproject.toml

lock: .venv/dev  ## lock every dependency with the hash of each file [UPGRADE=--upgrade: choose versions anew]
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv $(LOCK) $(UPGRADE) -o requirements.lock
	$(BIN)/uv $(LOCK) $(UPGRADE) --extra dev -o requirements-dev.lock
	$(BIN)/uv $(LOCK) $(UPGRADE) --extra staging -o binder/requirements.txt

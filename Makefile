# `make app` and `make test` need only git, make and Python 3.11 or newer.
PYTHON ?= python3
PORT ?= 8866
BIN := .venv/bin
LOCK := UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--constraint tools/lock_constraints.txt

.PHONY: help app test check docs bench format lock js

help:  ## say what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

.venv/app: requirements.lock requirements-tools.lock pyproject.toml tools/set_up.py
	@$(PYTHON) tools/set_up.py
	@touch $@

.venv/dev: requirements-dev.lock requirements-tools.lock pyproject.toml tools/set_up.py
	@$(PYTHON) tools/set_up.py --dev
	@touch .venv/app $@

# Node comes from PyPI like everything else; only checks, tests and builds need it.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm

node_modules/ready: package-lock.json .venv/dev
	$(NPM) ci --loglevel=error --ignore-scripts
	@touch $@

app: .venv/app  ## set everything up and open the explorer on the sample night [PORT=8866]
	$(BIN)/sleep-explorer app --port $(PORT)

test: .venv/dev node_modules/ready  ## set everything up and run every test
	$(NPM) test --silent
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile \
		--no-loadscope-reorder

check: .venv/dev node_modules/ready  ## lint, format, types, fences between floors, clean notebooks, built scripts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nbstripout --verify notebooks/*.ipynb notebooks/exercises/*.ipynb
	$(NPM) run --silent lint
	$(NPM) run --silent types
	$(NPM) run --silent proven
	@$(BIN)/python tools/count_unverified.py

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

lock: .venv/dev  ## choose the versions of every dependency anew
	$(LOCK) --extra all pyproject.toml -o requirements.lock
	$(LOCK) --extra dev pyproject.toml -o requirements-dev.lock
	$(LOCK) --group tools -o requirements-tools.lock

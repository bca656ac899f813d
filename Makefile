# `make lab` to learn, `make test` to check everything. Both begin by making .venv from the pinned versions.

PYTHON ?= python3
LAB_ARGS ?=
BIN := .venv/bin

ifneq ($(shell command -v uv 2>/dev/null),)
VENV = uv venv --quiet --clear --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" .venv
INSTALL = uv pip install --quiet --compile-bytecode --python $(BIN)/python -c constraints.txt
else
VENV = $(PYTHON) -m venv --clear .venv
INSTALL = $(BIN)/python -m pip install --quiet -c constraints.txt
endif

# Witnesses from outside. Where there is no npm, their tests are skipped.
FOREIGN := tests/browser/axe tests/frodo tests/handset_page tests/provider/openid_client
WITNESSES := $(if $(shell command -v npm 2>/dev/null),$(FOREIGN:%=%/node_modules/.package-lock.json))

.PHONY: help lab test lint unit notebooks browser render screenshots constraints clean

help:
	@echo "make lab          start the mock AM and open JupyterLab (LAB_ARGS=... reach jupyter lab)"
	@echo "make test         lint, unit, notebooks, browser: each is a target of its own too"
	@echo "make render       run every notebook once and store its outputs"
	@echo "make screenshots  take the pictures of the docs anew (needs Chromium)"
	@echo "make constraints  move every pin to the newest version that fits (needs uv)"
	@echo "make clean        remove .venv, the lab's state and every cache"

lab: .venv/lab
	$(BIN)/python -m ciba_helpers $(LAB_ARGS)

# One after the other even under -j: the first failure ends the run, and its output stands alone.
test: .venv/test
	$(MAKE) lint
	$(MAKE) unit
	$(MAKE) notebooks
	$(MAKE) browser

# Made anew whenever a pin moves, so that nothing stays behind from an older set.
.venv/lab: pyproject.toml constraints.txt jupyterlab-overrides.json
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "ciba-lab needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	@echo "Making .venv: seconds with uv, about half a minute with pip, and the time the download takes"
	$(VENV)
	$(INSTALL) -e '.[notebooks]'
	touch $@

# A learner is spared the larger half of the download.
.venv/test: .venv/lab
	$(INSTALL) -e '.[notebooks,test]'
	touch $@

lint: .venv/test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# npm itself writes the target, once everything else is in its place.
%/node_modules/.package-lock.json: %/package.json %/package-lock.json
	cd $* && npm ci --no-audit --no-fund
	touch $@

unit: .venv/test $(filter-out tests/browser/%,$(WITNESSES))
	$(BIN)/python -m pytest -n logical --dist loadfile --ignore=tests/notebooks --ignore=tests/browser

notebooks: .venv/test
	$(BIN)/python -m pytest -n logical tests/notebooks

browser: .venv/test $(filter tests/browser/%,$(WITNESSES))
	$(BIN)/python -m pytest -n logical --dist loadfile tests/browser

render: .venv/test
	$(BIN)/python -m tools.render_notebooks

screenshots: .venv/test
	$(BIN)/python -m tools.screenshots

constraints:
	uv pip compile pyproject.toml --extra notebooks --extra test --universal --python-version 3.11 \
		--upgrade --no-annotate --no-emit-index-url --no-emit-find-links --quiet \
		--custom-compile-command "make constraints" --output-file constraints.txt

# The lab's own mock would otherwise outlive the state it writes to.
clean:
	if test -x $(BIN)/python; then $(BIN)/python -m ciba_helpers stop; fi
	rm -rf .venv .lab $(FOREIGN:%=%/node_modules) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache build dist
	find . -name __pycache__ -prune -exec rm -rf {} +
	find . -name .ipynb_checkpoints -prune -exec rm -rf {} +

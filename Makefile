# coalviz: `make lab` opens the notebooks, `make test` tests everything. `make help` lists the rest.
# ARGS goes to the program behind a command: make lab ARGS="--no-browser --port 9000"

PYTHON ?= python3
VENV   ?= .venv
ARGS   ?=

BIN     := $(VENV)/bin
# Jupyter refuses to run as root (as in most containers) unless told that this is meant.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)
# Settings that stand in the checkout: JupyterLab asks for no news, Voilà fetches nothing from the internet.
JUPYTER := JUPYTER_CONFIG_PATH="$(CURDIR)/tools/jupyter:$$JUPYTER_CONFIG_PATH" \
             JUPYTER_PATH="$(CURDIR)/tools/jupyter:$$JUPYTER_PATH" $(BIN)/python -m

# What Python compiles is kept beside its source: each kernel and each test process would compile it anew.
export PYTHONDONTWRITEBYTECODE :=

# What tests do without, in them and in the programs that they start.
test test-quick worlds: export PYTHONPATH := $(CURDIR)/tests/without:$(PYTHONPATH)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup lab dashboard test test-quick worlds mutants check notebooks said briefing audit refresh pictures codebook docs benchmarks address lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# Looked at by every command: made where it is missing or does not fit, beside the old one, then swapped.
setup: ## install everything into .venv (the commands below do it by themselves)
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'coalviz needs Python 3.11 or newer with its venv module; "$(PYTHON)" is not that.' >&2; \
	  echo 'Name another one, for example: make lab PYTHON=python3.12' >&2; \
	  echo '(On Debian and Ubuntu the venv module is the package python3-venv.)' >&2; exit 1; }
	@$(PYTHON) tools/environment.py "$(VENV)" $(if $(filter command line,$(origin PYTHON)),--asked-for)

lab: setup ## open the notebooks in JupyterLab
	$(JUPYTER) jupyterlab $(AS_ROOT) --LabApp.default_url=/lab/tree/notebooks/1-pledges.ipynb $(ARGS)

dashboard: setup ## serve the notebooks as a dashboard without code, on this machine only
	$(JUPYTER) voila notebooks $(ARGS)

test: setup ## run all tests: the notebooks against their stored outputs, and tests/
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --nbval $(ARGS) notebooks tests

test-quick: setup ## run the tests that start no other program, in a few of many cases and generated worlds
	HYPOTHESIS_PROFILE=quick $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -p no:nbval -m "not programs and not long" $(ARGS) tests

worlds: setup ## prove the claims in many more generated worlds (WORLDS=5000 a promise), and slides in more figures
	HYPOTHESIS_PROFILE=$(or $(PROFILE),many) WORLDS=$(or $(WORLDS),5000) $(BIN)/python -m pytest -n 2 $(ARGS) tests/worlds \
	  tests/plotly_pptx/test_oracle.py tests/plotly_pptx/test_refresh.py

mutants: setup ## change the code in one place at a time, and see which changes no test notices
	HYPOTHESIS_PROFILE=ci $(BIN)/python tools/mutants.py $(ARGS)

check: setup ## check the tables in data/ alone
	$(BIN)/python -m coalviz check $(ARGS)

notebooks: setup ## execute the notebooks and store their outputs
	$(BIN)/python tools/stored_notebooks.py $(or $(ARGS),notebooks/*.ipynb)

said: setup ## write anew all that charts say, and what becomes of figures on slides: read what changed
	$(BIN)/python tests/said.py
	PYTHONPATH=tests $(BIN)/python tests/plotly_pptx/figures_said.py

briefing: setup ## write the whole briefing: deck, images, web page
	$(BIN)/python -m coalviz briefing $(ARGS)

audit: setup ## say what in a deck is stale: make audit DECK=briefing/briefing.pptx
	$(BIN)/python -m coalviz audit "$(or $(DECK),briefing/briefing.pptx)" $(ARGS)

refresh: setup ## bring a deck up to date: make refresh DECK=old.pptx OUT=new.pptx
	$(BIN)/python -m coalviz refresh $(if $(DECK),"$(DECK)") $(if $(OUT),"$(OUT)") $(ARGS)

pictures: setup ## draw the README's pictures anew (takes Chrome and LibreOffice)
	$(BIN)/python tools/readme_pictures.py

codebook: setup ## write data/CODEBOOK.md from data/datapackage.json
	$(BIN)/python -m coalviz codebook $(ARGS)

docs: setup ## write docs/api.md from the docstrings
	$(BIN)/python tools/api_page.py

benchmarks: setup ## measure the speed budgets
	$(BIN)/python benchmarks/run.py $(ARGS)

address: setup ## write where the project is published into what names it: make address URL=https://...
	$(BIN)/python tools/address.py "$(URL)"

lock: setup ## lock all versions anew (ARGS=--upgrade for the newest)
	$(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --all-extras --no-emit-index-url \
	  --custom-compile-command "make lock" --output-file requirements.lock $(ARGS) pyproject.toml
	$(BIN)/python tools/conda_environment.py

clean: ## remove what the commands made (your exports stay)
	rm -rf $(VENV) $(VENV)-* build dist .pytest_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

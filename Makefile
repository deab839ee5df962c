# How this project is run, tested and built. `make help` lists the targets.
#
# Needed: Python 3.11 or later, make, git; everything else is installed into .venv from the lock files.
# Another Python: make run PYTHON=python3.13. Other options for pytest: make test ARGS="-k jobs -x".

PYTHON ?= python3
IMAGE ?= churn-pred-image
VENV := .venv
BIN := $(VENV)/bin
LOCKS := requirements.lock cluster.lock tests/requirements.lock
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable

# Wheels only: a package without one for this Python fails at once instead of looking for a compiler. pip compiles none of
# them, because importing what the dashboard uses compiles just that, in a fraction of the time.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-compile
WARM := $(BIN)/python -c "import catboost, jinja2, kagglehub, matplotlib.backends.backend_svg, \
	optuna, plotly.graph_objects, pyarrow.parquet, scipy.stats, sklearn.linear_model, sklearn.metrics, \
	sklearn.model_selection, streamlit.testing.v1, streamlit.web.bootstrap"
# Two processes, file by file: each has a server and a browser of its own. One process: make test ARGS="-n 0".
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" $(ARGS)

# The real tables, where they lie beside the project: the tests that need them skip without.
ifneq ($(wildcard ../shared/data),)
export CHURN_REAL_DATA ?= $(abspath ../shared/data)
endif

# Without compiled files every start of Python reads all packages' sources again: seconds instead of a moment.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check bench sample image lock browser clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' $(firstword $(MAKEFILE_LIST))

run: $(VENV)/run.stamp ## start the dashboard on http://localhost:8501
	$(BIN)/python -m streamlit run dashboard.py $(ARGS)

test: $(VENV)/dev.stamp browser ## run the tests, and the examples in the docstrings
	$(PYTEST) $(ARGS)

check: $(VENV)/dev.stamp browser ## linters, types, and all tests, the slow ones too
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/hadolint Dockerfile
	$(PYTEST) -m "" $(ARGS)

bench: $(VENV)/dev.stamp browser ## measure training and the page against their yardsticks
	$(BIN)/python tests/bench/bench.py $(ARGS)

sample: $(VENV)/run.stamp ## make data/sample.csv again
	$(BIN)/python data/make_sample.py

image: ## build the Docker image
	docker build --tag $(IMAGE) .

lock: $(VENV)/dev.stamp ## resolve what is pinned into the lock files; newer ones: make lock ARGS=--upgrade
	$(LOCK) --output-file requirements.lock requirements.txt
	$(LOCK) --output-file cluster.lock --constraint requirements.lock --extra cluster pyproject.toml
	$(LOCK) --output-file tests/requirements.lock --constraint requirements.lock --constraint cluster.lock \
		tests/requirements.txt

clean: ## remove .venv and the caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "The dashboard needs Python 3.11 or later, and $(PYTHON) is not that: $$($(PYTHON) --version 2>&1)." \
			"Name another one: make PYTHON=python3.13 …"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/run.stamp: requirements.lock | $(BIN)/python
	@echo "Installing the packages of requirements.lock into $(VENV) …"
	@$(INSTALL) -r requirements.lock
	@$(WARM)
	@touch $@

$(VENV)/dev.stamp: $(LOCKS) | $(BIN)/python
	@echo "Installing the packages of $(LOCKS) into $(VENV) …"
	@$(INSTALL) $(LOCKS:%=-r %)
	@$(WARM)
	@touch $@ $(VENV)/run.stamp

# The browser tests need a Chromium. Root on Debian gets one; anybody else is told how, and those tests skip.
browser:
	@for name in $(BROWSERS); do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing chromium for the browser tests …"; \
		apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends \
			--yes chromium >/dev/null && exit 0; \
	fi; \
	echo "No Chromium found: the browser tests will skip. Get one with \"apt-get install chromium\" (Debian)," \
		"\"brew install chromium\" (macOS), or \"$(BIN)/playwright install chromium\"."

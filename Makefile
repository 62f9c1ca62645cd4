# make run       the whole service on this machine: database, demonstration, API, worker
# make test      all tests but the long proofs
# make check     format, lint, types, layers, tests
# make evaluate  DIR=folder: the ranking against judged openings and CVs
# make bench     benchmarks
# make prove     the long proofs; prove-chaos, prove-hostile, prove-fuzz, prove-away, prove-slow, prove-full: each alone
# make lock      exact versions anew, after a change of pyproject.toml
# make clean     removes what the above made, but for the data folder

# On Linux with x86-64, plain pip fetches a torch built for GPUs (some GB). To do without, name the index of
# CPU builds that PyTorch's installation page gives: make run TORCH_INDEX_URL=...
TORCH_INDEX_URL ?=
TORCH_VERSION := 2.13.0

PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

TORCH_STAMP := .venv/.torch-$(TORCH_VERSION)
STAMP := .venv/.installed
COMPILE = $(BIN)/pip-compile --quiet --strip-extras --no-header --no-emit-index-url --no-emit-find-links \
	--unsafe-package torch --unsafe-package pip --unsafe-package setuptools \
	$(if $(TORCH_INDEX_URL),--extra-index-url $(TORCH_INDEX_URL)) --constraint build/torch.txt

.PHONY: env run test check evaluate bench prove prove-chaos prove-hostile prove-fuzz prove-away \
	prove-slow prove-full prove-neighbour lock clean

env: $(STAMP)

run: env
	@$(BIN)/oujda-match run $(ARGS)

test: env
	$(BIN)/pytest -m "not prove" $(ARGS)

check: env
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -m "not prove" $(ARGS)

evaluate: env
	@test -n "$(DIR)" || { echo "Say what to measure: make evaluate DIR=folder" >&2; exit 2; }
	$(BIN)/oujda-match evaluate $(DIR) $(ARGS)

bench: env
	@for script in bench/*.py; do echo "$$script"; $(BIN)/python "$$script" $(ARGS) || exit 1; done

prove: env
	$(BIN)/pytest -m prove $(ARGS)

# Kills everything for minutes: best alone on a machine.
prove-chaos: env
	$(BIN)/pytest -m prove -s tests/proofs/test_chaos.py $(ARGS)

prove-hostile: env
	$(BIN)/pytest -m prove -s tests/proofs/test_hostile.py $(ARGS)

prove-fuzz: env
	$(BIN)/pytest -m prove -s tests/api/test_fuzzing.py $(ARGS)

prove-away: env
	$(BIN)/pytest -m prove -s tests/proofs/test_database_away.py $(ARGS)

prove-slow: env
	$(BIN)/pytest -m prove -s tests/proofs/test_slow.py $(ARGS)

prove-full: env
	$(BIN)/pytest -m prove -s tests/proofs/test_disk_full.py $(ARGS)

prove-neighbour: env
	$(BIN)/pytest -m prove -s tests/proofs/test_neighbour.py $(ARGS)

lock: env
	@mkdir -p build
	@$(BIN)/pip install --quiet pip-tools
	@echo "torch==$(TORCH_VERSION)" > build/torch.txt
	@$(BIN)/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['dependency-groups']['dev'], sep='\n')" \
		> build/dev.in
	$(COMPILE) --no-annotate --output-file requirements.lock pyproject.toml
	$(COMPILE) --no-annotate --constraint requirements.lock --output-file requirements-dev.lock \
		pyproject.toml build/dev.in

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .schemathesis

.venv/bin/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 ..." >&2; exit 2; }
	$(PYTHON) -m venv .venv

# torch comes first: what depends on it is content with any version, and would choose a newer one.
$(TORCH_STAMP): .venv/bin/python requirements.lock
	@echo "Installing what the service is made of; the first time takes some minutes."
	@$(BIN)/pip install --quiet --constraint requirements.lock \
		$(if $(TORCH_INDEX_URL),--extra-index-url $(TORCH_INDEX_URL)) torch==$(TORCH_VERSION)
	@touch $@

$(STAMP): $(TORCH_STAMP) requirements-dev.lock pyproject.toml
	@$(BIN)/pip install --quiet --requirement requirements-dev.lock
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

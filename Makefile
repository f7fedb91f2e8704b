# `make demo` and `make test` do all the set-up; a second run only does the work.
PYTHON ?= python3
BIN := .venv/bin
STORY := examples/orrin-dam
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test dist audit fuzz soak lint types docs eval bench bench-attribution bench-figures lock clean

demo: .venv/run.done
	@$(BIN)/sayso dossier $(STORY)/manifest.jsonl -o dossier.html --summary
	@echo "The page: file://$(CURDIR)/dossier.html"

test: .venv/test.done lint types dist
	$(BIN)/python -m pytest -n 2 --dist loadfile

# the wheel and the sdist, each by itself in an environment that has nothing else, with the bill of materials of both
dist: .venv/dist.done
	@rm -rf dist build/clean
	@$(BIN)/python -m hatchling build -d dist >/dev/null
	@$(BIN)/cyclonedx-py requirements requirements/run.txt --pyproject pyproject.toml --output-reproducible -o dist/sayso.cdx.json 2>/dev/null
	@echo "Trying the wheel and the sdist in a clean environment …"
	@$(BIN)/python -m venv --without-pip build/clean
	@$(BIN)/python -m pip --python build/clean/bin/python install -q --require-hashes -r requirements/run.txt -r requirements/build.txt
	@for file in dist/*.whl dist/*.tar.gz; do \
	  $(BIN)/python -m pip --python build/clean/bin/python install -q --force-reinstall --no-deps --no-build-isolation $$file \
	  && (cd build && clean/bin/sayso dossier ../$(STORY)/manifest.jsonl -o dossier.html) || exit 1; done
	@$(BIN)/python -m pip --python build/clean/bin/python check
	@rm -rf build

# what is known to be wrong with the versions that sayso is locked to; asks the package index
audit: .venv/dist.done
	$(BIN)/pip-audit --disable-pip --require-hashes -r requirements/run.txt

# parsers that meet the outside, under bytes that nobody wrote; an hour for each target
SECONDS := 3600
fuzz: .venv/fuzz.done
	for target in $$($(BIN)/python -c 'from fuzz.targets import TARGETS; print(*TARGETS)'); do \
	  $(BIN)/python -m fuzz $$target $(SECONDS) || exit 1; done

# what is killed, killed at other moments each time, disks that fill up, and several at once: a round is some hundred and
# fifty deaths, and at the end it is told whose they were
ROUNDS := 20
SAYSO_SEED ?= 1
FAULTS := tests/store/test_killed.py tests/store/test_migrating.py tests/store/test_at_once.py tests/store/test_full_disk.py \
  tests/watch/test_killed.py tests/watch/test_full_disk.py tests/watch/test_clock.py tests/watch/test_connection_lost.py \
  tests/web/test_killed.py tests/web/test_beside_watch.py \
  tests/ingest/test_warc.py
soak: .venv/test.done
	@rm -f build/deaths; mkdir -p build
	for seed in $$(seq $(SAYSO_SEED) $$(($(SAYSO_SEED) + $(ROUNDS) - 1))); do echo "Round $$seed"; \
	  export SAYSO_SEED=$$seed SAYSO_DEATHS=$(CURDIR)/build/deaths; \
	  $(BIN)/python -m pytest -q -n 2 --dist load $(FAULTS) || exit 1; \
	  $(BIN)/python -m pytest -q -n 2 --dist load tests/bulk/test_run.py -k kill || exit 1; done
	@sort build/deaths | uniq -c

lint: .venv/test.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/test.done
	$(BIN)/mypy

docs: .venv/test.done
	$(BIN)/sphinx-build -W -q -b html docs docs/_build/html
	@echo "The docs: file://$(CURDIR)/docs/_build/html/index.html"

# scores on the public corpora that SAYSO_DATA names
eval: .venv/test.done
	$(BIN)/python -m evals all

# every part beside what one would take instead; with SAYSO_DATA scores too
bench: .venv/bench.done
	$(BIN)/python -m bench all

# who says what beside what others find, on the corpora that SAYSO_DATA names
bench-attribution: .venv/bench.done
	$(BIN)/python -m bench attribution

bench-figures: .venv/bench.done
	$(BIN)/python -m bench figures

# Debian's python3 may come without ensurepip; its pip can then fill the environment from outside
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "sayso needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv 2>/dev/null || { rm -rf .venv; $(PYTHON) -m venv --without-pip .venv \
	  && $(PYTHON) -m pip --python .venv/bin/python install -q pip; }

.venv/run.done: requirements/run.txt pyproject.toml | .venv/bin/python
	@echo "Installing what sayso needs into .venv …"
	@$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements/build.txt
	@$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/test.done: requirements/test.txt .venv/run.done
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements/test.txt
	@command -v chromium >/dev/null || { $(SUDO) apt-get update -qq \
	  && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null; }
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { $(SUDO) apt-get update -qq \
	  && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null; }
	@command -v wget >/dev/null || { $(SUDO) apt-get update -qq \
	  && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends wget >/dev/null; }
	@touch $@

.venv/dist.done: requirements/dist.txt .venv/run.done
	@$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements/dist.txt
	@touch $@

.venv/fuzz.done: requirements/fuzz.txt .venv/run.done
	@$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements/fuzz.txt
	@touch $@

.venv/bench.done: requirements/bench.txt .venv/run.done
	@echo "Installing what sayso is compared with …"
	@$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements/bench.txt
	@touch $@

# after a change of dependencies in pyproject.toml; needs uv
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url pyproject.toml -o requirements/run.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url pyproject.toml --extra test --extra docs -c requirements/run.txt -o requirements/test.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url pyproject.toml --extra bench -c requirements/run.txt -c requirements/test.txt -o requirements/bench.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url pyproject.toml --extra dist -c requirements/run.txt -c requirements/test.txt -o requirements/dist.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url pyproject.toml --extra fuzz -c requirements/run.txt -o requirements/fuzz.txt
	echo hatchling editables | tr ' ' '\n' | uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url - -o requirements/build.txt

clean:
	rm -rf .venv dossier.html docs/_build build dist

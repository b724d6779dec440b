# make run: set everything up and serve. make test: set everything up and check everything.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
LOCKED := --quiet --no-deps --require-hashes # the lists are whole: nothing else is looked for

.DEFAULT_GOAL := help
.PHONY: help install run test fast screenshots lock bench load faults editor locale audit

help:
	@echo "make run          installe ce qui manque, puis ouvre le site sur http://127.0.0.1:8000"
	@echo "make test         installe ce qui manque, puis vérifie tout"
	@echo "make install      installe seulement (.venv, avec la commande questionnaire)"
	@echo "make fast         les essais, sans navigateur"
	@echo "make screenshots  refait les images de docs/images"
	@echo "make bench        mesure les durées, en cinq minutes (benchmarks/)"
	@echo "make load         joue des dizaines de personnes à la fois, et compare aux durées visées"
	@echo "make faults       joue des pannes pour de vrai, deux fois dix minutes (benchmarks/faults/)"
	@echo "make editor       refait static/js/editor.js (il faut Node ; voir editor/README.md)"
	@echo "make locale       refait les mots français de la ligne de commande (questionnaire/cli/locale/)"
	@echo "make audit        compare les dépendances aux failles connues (il faut internet)"
	@echo "make lock         refait les listes de dépendances figées"

install: .venv/run.done

run: .venv/run.done
	@$(BIN)/questionnaire migrate
	@$(BIN)/questionnaire serve

test: # Debian's packages and Python's come at the same time
	@sh tests/system.sh & system=$$!; $(MAKE) -s --no-print-directory .venv/test.done; made=$$?; \
	  wait $$system && exit $$made
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh tests/run.sh

fast: .venv/test.done
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh tests/system.sh nginx openssl
	@$(BIN)/python -m pytest -q -n auto -m "not browser"

screenshots: .venv/test.done
	@$(BIN)/python docs/images/capture.py
	@$(BIN)/python docs/images/capture_animation.py
	@$(BIN)/python docs/images/capture_workshop.py

bench: .venv/run.done
	@$(BIN)/python benchmarks/measure.py
	@$(BIN)/python benchmarks/measure_statistics.py

load: .venv/run.done
	@$(BIN)/python -m benchmarks.load $(LOAD)

faults: .venv/test.done
	@$(BIN)/python -m benchmarks.faults
	@$(BIN)/python -m tests.support.postgresql sh -c '$(BIN)/python -m benchmarks.faults --database "$$TEST_POSTGRESQL"'

editor:
	@cd editor && npm ci --no-fund --no-audit && npm run build

locale: .venv/test.done
	@$(BIN)/pybabel -q compile -D click -d questionnaire/cli/locale

audit: .venv/test.done
	@$(BIN)/uv tool run pip-audit --require-hashes --disable-pip -r requirements/run.txt

lock: # the lists may be behind pyproject.toml: what is installed need not follow it yet
	@test -x $(BIN)/uv || $(MAKE) .venv/test.done
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh requirements/lock.sh

.venv/python.done:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Il faut Python 3.11 ou plus récent (make PYTHON=python3.12 …).")'
	@$(PYTHON) -m venv .venv || { echo "Le module venv manque : sur Debian, installez le paquet python3-venv."; exit 1; }
	@touch $@

.venv/run.done: .venv/python.done requirements/run.txt pyproject.toml
	@echo "Installation des dépendances…"
	@$(PIP) install $(LOCKED) -r requirements/run.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@$(PIP) check >/dev/null || $(PIP) check
	@touch $@

.venv/test.done: .venv/run.done requirements/test.txt
	@echo "Installation des outils de vérification…"
	@$(PIP) install $(LOCKED) -r requirements/test.txt
	@$(PIP) check >/dev/null || $(PIP) check
	@touch $@

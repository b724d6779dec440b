#!/bin/sh
# Everything that must hold before a change lands. Called by make test, with .venv/bin first in PATH.
set -eu
cd "$(dirname "$0")/.."
step() { printf '\n== %s\n' "$1"; }

step "What the tests need from the system"
sh tests/system.sh
step "Linters"
ruff check .
ruff format --check --quiet .
djlint templates --lint --quiet
step "Types"
mypy
step "Import rules"
lint-imports --no-logo
step "Dependencies"
python -m pip check
step "Content"
questionnaire check
step "The core, and its branch coverage"
rm -f .coverage .coverage.*
python -m pytest -q -n "${TEST_WORKERS:-auto}" --cov -m "not database and not browser and not faults"
step "On SQLite, and in a browser"
python -m pytest -q -n "${TEST_WORKERS:-auto}" -m "database or browser or faults"
step "On PostgreSQL"
python -m tests.support.postgresql python -m pytest -q -n "${TEST_WORKERS:-auto}" -m "database and not browser"

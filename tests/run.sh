#!/bin/sh
# Everything that must hold before a change lands. Called by make test, with .venv/bin first in PATH.
set -eu
cd "$(dirname "$0")/.."
step() { printf '\n== %s\n' "$1"; }

step "Chromium"
sh tests/browser/chromium.sh
step "Linters"
ruff check .
ruff format --check --quiet .
djlint templates --lint --quiet
step "Types"
mypy
step "Import rules"
lint-imports --no-logo
step "Content"
questionnaire check
step "Tests, and the branch coverage of the core"
rm -f .coverage .coverage.*
python -m pytest -q -n "${TEST_WORKERS:-auto}" --cov "$@"

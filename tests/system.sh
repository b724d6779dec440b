#!/bin/sh
# What the tests need from the system, beside Python: checked, and installed from Debian when we may.
# Called by tests/run.sh, with .venv/bin first in PATH.
set -eu

has_chromium() {
  for place in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
    if [ -n "$place" ] && [ -x "$place" ]; then return 0; fi
  done
  return 1
}
has_font() {
  [ -n "$(find /usr/share/fonts /usr/local/share/fonts "${HOME:-/}/.local/share/fonts" /Library/Fonts \
    -name '*.[to]t[fc]' -print -quit 2>/dev/null)" ]
}
has_postgresql() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null; }
has_nginx() { command -v nginx >/dev/null || [ -x /usr/sbin/nginx ]; }

missing() {
  has_chromium || printf ' chromium'
  has_font || printf ' fonts-dejavu-core'
  has_postgresql || printf ' postgresql'
  has_nginx || printf ' nginx'
  command -v openssl >/dev/null || printf ' openssl'
  playwright --version >/dev/null 2>&1 || printf ' libatomic1' # the Node that Playwright brings is linked to it
}

wanted=$(missing)
[ -z "$wanted" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installation de paquets Debian, une seule fois :${wanted}…"
  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 # programs only: no service is started
  # shellcheck disable=SC2086
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends $wanted; } >/dev/null
  wanted=$(missing)
  [ -z "$wanted" ] && exit 0
fi
echo "Il manque des programmes pour les essais : « sudo apt-get install --no-install-recommends${wanted} » les installe sur Debian (CHROMIUM donne le chemin d’un autre navigateur)." >&2
exit 1

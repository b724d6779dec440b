#!/bin/sh
# What the tests need from the system, beside Python: checked, and installed from Debian when we may.
# Called before there is a .venv, then with .venv/bin first in PATH; arguments: the Debian packages to check, all by default.
set -eu
needed=${*:-chromium fonts-dejavu-core postgresql nginx openssl libatomic1}

has() {
  case $1 in
    chromium)
      for place in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
        if [ -n "$place" ] && [ -x "$place" ]; then return 0; fi
      done
      return 1 ;;
    fonts-dejavu-core)
      [ -n "$(find /usr/share/fonts /usr/local/share/fonts "${HOME:-/}/.local/share/fonts" /Library/Fonts \
        -name '*.[to]t[fc]' -print -quit 2>/dev/null)" ] ;;
    postgresql) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null ;;
    nginx) command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] ;;
    openssl) command -v openssl >/dev/null ;;
    libatomic1) # the Node that Playwright brings is linked to it
      if command -v playwright >/dev/null; then playwright --version >/dev/null 2>&1
      else ! command -v apt-get >/dev/null || [ -n "$(find /lib/ /usr/lib*/ -maxdepth 2 -name libatomic.so.1 -print -quit 2>/dev/null)" ]; fi ;;
  esac
}
missing() {
  for package in $needed; do
    has "$package" || printf ' %s' "$package"
  done
}

# not needed where there is another Chromium: it takes a third of its processor time (tests/support/chromium.py)
lighter() {
  case $needed in *chromium*) ;; *) return 0 ;; esac
  if [ -z "${CHROMIUM:-}" ] && [ ! -x /usr/bin/chromium-headless-shell ] &&
    apt-cache show chromium-headless-shell >/dev/null 2>&1; then printf ' chromium-headless-shell'; fi
}

wanted=$(missing)
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 # programs only: no service is started
  if [ -n "$wanted" ]; then apt-get update -qq >/dev/null || true; fi
  all=$wanted$(lighter)
  if [ -n "$all" ]; then
    echo "Installation de paquets Debian, une seule fois :${all}…"
    # shellcheck disable=SC2086
    apt-get install -y -qq --no-install-recommends $all >/dev/null || true # told below
    wanted=$(missing)
  fi
fi
[ -z "$wanted" ] && exit 0
echo "Il manque des programmes pour les essais : « sudo apt-get install --no-install-recommends${wanted} » les installe sur Debian (CHROMIUM donne le chemin d’un autre navigateur)." >&2
exit 1

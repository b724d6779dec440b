#!/bin/sh
# Make sure that a Chromium is there: Debian's, installed when we may.
set -eu
for name in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
  [ -n "$name" ] && [ -x "$name" ] && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installation de Chromium (paquet Debian), une seule fois…"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; } >/dev/null
  exit 0
fi
echo "Il manque Chromium pour les essais dans un navigateur : installez-le (« sudo apt-get install chromium ») ou donnez son chemin dans CHROMIUM." >&2
exit 1

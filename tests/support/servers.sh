#!/bin/sh
# Make sure that PostgreSQL, nginx and openssl are there: Debian's, installed when we may.
set -eu
missing=""
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="postgresql"
command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] || missing="$missing nginx"
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installation de paquets Debian ($missing), une seule fois…"
  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 # programs only: no service is started
  # shellcheck disable=SC2086
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >/dev/null
  exit 0
fi
echo "Il manque pour les essais : $missing (« sudo apt-get install $missing »)." >&2
exit 1

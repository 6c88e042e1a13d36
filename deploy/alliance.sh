#!/bin/sh
# The program on a server, as its own user and with the service's settings, whoever calls it:
#   sudo install -m 755 deploy/alliance.sh /usr/local/bin/alliance
# Name files by their whole path; the user `alliance` must be allowed to read or write them.
[ "$(id -un)" = alliance ] || exec sudo -Hu alliance "$0" "$@"
cd ~alliance || exit 75
exec /opt/alliance/bin/alliance "$@"

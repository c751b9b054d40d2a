#!/bin/bash
# Whether a node says 200 at this path (/health/live, /health/ready), asked without a program of its own.
set -eu
# By the address that it listens on; one that listens on every network is here as well.
host=${BURGERTOP__SERVER__HOST:-::}
host=${host#[}
host=${host%]}
case $host in :: | 0.0.0.0) host=127.0.0.1 ;; esac
exec 3<>"/dev/tcp/$host/${BURGERTOP__SERVER__PORT:-8080}"
printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$1" >&3
read -r -t 2 _ status _ <&3
[ "$status" = 200 ]

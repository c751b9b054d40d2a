#!/bin/bash
# Whether a node says 200 at this path (/health/live, /health/ready), asked without a program of its own.
set -eu
exec 3<>"/dev/tcp/127.0.0.1/${BURGERTOP__SERVER__PORT:-8080}"
printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$1" >&3
read -r -t 2 _ status _ <&3
[ "$status" = 200 ]

#!/bin/sh
# Starts Redis as the primary or as its replica. The password stands in no command line and in no file on a disk.
#   REDIS_PASSWORD   must be set; letters and digits
#   REDIS_PRIMARY    the host name of the primary; whoever has this name is it
#   REDIS_DOMAIN     what comes after a host name, if it is to be found by more ("." and the domain)
#   REDIS_SETTINGS, REDIS_RUN, REDIS_DATA   where the settings are, where one may write in memory, and on the disk
set -eu
umask 077

case "${REDIS_PASSWORD:?is not set}" in
    *[!A-Za-z0-9]*) echo "REDIS_PASSWORD: letters and digits only" >&2; exit 64 ;;
esac

settings="${REDIS_RUN:-/run/redis}/redis.conf"
{
    cat "${REDIS_SETTINGS:-/etc/redis/redis.conf}"
    echo "dir ${REDIS_DATA:-/data}"
    echo "requirepass $REDIS_PASSWORD"
    echo "masterauth $REDIS_PASSWORD"
    if [ "${REDIS_PRIMARY:?is not set}" != "$(hostname)" ]; then
        echo "replicaof $REDIS_PRIMARY${REDIS_DOMAIN:-} 6379"
    fi
} > "$settings"
exec redis-server "$settings"

#!/bin/sh
# What docker-compose.yml needs before its first start: a certificate authority and certificates, an
# account at the broker for the manager and for each device, the registry with compartments of banks,
# the fleet's key, a token of the time series store and passwords of it and of Grafana. Nothing is made
# twice, no password is printed, and only you can read what lies below deploy/state.
#
#     sh deploy/prepare.sh [SCENARIO]
set -eu
umask 077
cd "$(dirname "$0")"
scenario="${1:-smoke}"
courtyard="${COURTYARD:-../.venv/bin/courtyard}"
mkdir -p state/tls state/broker state/manager state/devices state/database state/influxdb state/grafana

if [ ! -s state/tls/ca.pem ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
        -subj "/CN=Courtyard" -keyout state/tls/ca.key -out state/tls/ca.pem 2>/dev/null
fi
for name in broker manager; do
    [ -s "state/tls/$name.pem" ] && continue
    printf 'subjectAltName=DNS:%s,DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n' \
        "$name" > state/tls/extensions
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" \
        -keyout "state/tls/$name.key" -out state/tls/request 2>/dev/null
    openssl x509 -req -in state/tls/request -CA state/tls/ca.pem -CAkey state/tls/ca.key \
        -CAcreateserial -days 825 -extfile state/tls/extensions -out "state/tls/$name.pem" 2>/dev/null
    rm state/tls/request state/tls/extensions
done

for secret in influx.token influx.password grafana.password; do
    [ -s "state/$secret" ] || openssl rand -hex 32 | tr -d '\n' > "state/$secret"
done

if [ ! -s state/credentials.csv ]; then
    "$courtyard" devices list "$scenario" | cut -d, -f1-3 > state/devices.csv
    "$courtyard" fleet provision state/devices.csv --journal state/manager/courtyard.journal \
        --broker-folder state/broker --out state/new.csv
    sed '1s/user,/username,/' state/new.csv > state/credentials.csv
    rm state/new.csv
fi
key=state/manager/courtyard.journal.key
[ -s "$key" ] || openssl rand -hex 32 | tr -d '\n' > "$key"
# Simulated people live by the clock of the containers.
TZ=Asia/Shanghai "$courtyard" devices furnish "$scenario" --journal state/manager/courtyard.journal \
    --lying state/devices/lying.json
if [ ! -s state/database.pgpass ]; then
    openssl rand -hex 24 > state/database.password
    printf 'database:5432:courtyard:courtyard:%s\n' "$(cat state/database.password)" \
        > state/database.pgpass
fi
printf 'COMPOSE_PROJECT_NAME=courtyard\nCOURTYARD_USER=%s:%s\nCOURTYARD_SCENARIO=%s\n' \
    "$(id -u)" "$(id -g)" "$scenario" > ../.env
echo "ready: docker compose up"

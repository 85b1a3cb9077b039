# The manager and the simulated devices: one image, two commands (docker-compose.yml).
FROM python:3.12-slim
WORKDIR /courtyard
COPY requirements.lock pyproject.toml README.md ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY devices devices
COPY fleet fleet
COPY scenarios scenarios
COPY twin twin
COPY grafana grafana
COPY courtyard courtyard
RUN pip install --no-cache-dir --no-deps --no-build-isolation .
ENV PYTHONUNBUFFERED=1 COURTYARD_CACHE=/var/tmp/courtyard
USER 65534:65534
WORKDIR /data
ENTRYPOINT ["courtyard"]

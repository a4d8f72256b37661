#!/usr/bin/env bash
# Pulls, builds and starts what compose.yaml describes.
set -euo pipefail
cd "$(dirname "$0")"

# Every registry of compose.yaml, and of the Dockerfiles that it builds.
docker-credential-bitrise configure \
  123456789012.dkr.ecr.eu-central-1.amazonaws.com \
  210987654321.dkr.ecr.us-east-1.amazonaws.com

docker compose pull --ignore-buildable
docker compose build
docker compose up --detach

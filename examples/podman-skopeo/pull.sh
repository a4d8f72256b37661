#!/usr/bin/env bash
# The same with podman, and with a password in the file instead of the helper.
set -euo pipefail
registry=123456789012.dkr.ecr.eu-central-1.amazonaws.com

docker-credential-bitrise login "$registry"
podman pull "$registry/app:1"
docker-credential-bitrise logout "$registry"

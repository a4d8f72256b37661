#!/usr/bin/env bash
# Looks at an image, and fetches it, without Docker.
set -euo pipefail
registry=123456789012.dkr.ecr.eu-central-1.amazonaws.com

docker-credential-bitrise configure "$registry"

skopeo inspect "docker://$registry/app:1"
skopeo copy "docker://$registry/app:1" "dir:${1:-image}"

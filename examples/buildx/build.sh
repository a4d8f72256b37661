#!/usr/bin/env bash
# Builds for two architectures, and pushes the image and the build's cache.
set -euo pipefail
cd "$(dirname "$0")"
registry=123456789012.dkr.ecr.eu-central-1.amazonaws.com
tag=${BITRISE_BUILD_NUMBER:-local}

docker-credential-bitrise configure "$registry"

# ECR takes a cache only as an image manifest.
docker buildx build \
  --platform linux/amd64,linux/arm64 \
  --build-arg REGISTRY="$registry" \
  --cache-from type=registry,ref="$registry/app:cache" \
  --cache-to type=registry,ref="$registry/app:cache",mode=max,image-manifest=true,oci-mediatypes=true \
  --tag "$registry/app:$tag" \
  --push .

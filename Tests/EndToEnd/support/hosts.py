"""The registries that the tests ask for."""
from __future__ import annotations

ACCOUNT = "123456789012"
REGION = "eu-central-1"
HOST = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"
OTHER_ACCOUNT = f"210987654321.dkr.ecr.{REGION}.amazonaws.com"
OTHER_REGION = f"{ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com"
PUBLIC = "public.ecr.aws"
ZEROS = f"000000000012.dkr.ecr.{REGION}.amazonaws.com"
# None of ours.
ELSEWHERE = "ghcr.io"

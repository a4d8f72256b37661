"""AWS's own host names: which service and region each belongs to."""

from __future__ import annotations

import re

# DNS suffix and dual-stack suffix of each partition, with the pattern of its regions.
_PARTITIONS = (
    (r"(?:us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+|us-gov-\w+-\d+", "amazonaws.com", "api.aws"),
    (r"cn-\w+-\d+", "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
    (r"us-iso-\w+-\d+", "c2s.ic.gov", "api.aws.ic.gov"),
    (r"us-isob-\w+-\d+", "sc2s.sgov.gov", "api.aws.scloud"),
    (r"eu-isoe-\w+-\d+", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
    (r"us-isof-\w+-\d+", "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
    (r"eusc-[a-z]{2}-\w+-\d+", "amazonaws.eu", "api.amazonwebservices.eu"),
)
_LABELS = {
    "sts": "sts", "sts-fips": "sts",
    "api.ecr": "ecr", "api.ecr-fips": "ecr", "ecr-fips": "ecr",
    "api.ecr-public": "ecr-public",
}
_DUAL_STACK_LABELS = {
    "sts": "sts", "sts-fips": "sts", "ecr": "ecr", "ecr-fips": "ecr", "ecr-public": "ecr-public",
}
_REGISTRY = re.compile(r"\d{12}\.dkr[.-]ecr(?:-fips)?\..+|public\.ecr\.aws|ecr-public\.aws\.com")


def service_at(host: str) -> tuple[str, str] | None:
    """The service (`sts`, `ecr`, `ecr-public`) and region of an API host name."""
    for region, suffix, dual_stack_suffix in _PARTITIONS:
        for labels, end in ((_LABELS, suffix), (_DUAL_STACK_LABELS, dual_stack_suffix)):
            names = "|".join(re.escape(label) for label in labels)
            match = re.fullmatch(rf"({names})\.({region})\.{re.escape(end)}", host)
            if match:
                return labels[match[1]], match[2]
    return None


def is_registry(host: str) -> bool:
    """Whether images are pulled from that host name."""
    return _REGISTRY.fullmatch(host) is not None

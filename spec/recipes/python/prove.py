"""Proves the recipe: all vectors of the signature, then calls of all services through the generated
types. `python prove.py <vectors>`, with the variables of `main`.
"""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from generated import certificate_manager, certificate_manager_v2, private_ca, search_engine
from generated.certificate_manager.api.certificate import (
    create_external_certificate,
    delete_certificate,
    get_certificate_list,
)
from generated.certificate_manager.models import (
    CertificateListResponse,
    CreateExternalCertificateRequest,
)
from generated.certificate_manager_v2.api.certificate import list_certificate_types
from generated.certificate_manager_v2.api.domain import list_domain_validations
from generated.certificate_manager_v2.models import (
    ListCertificateTypesResponse,
    ListDomainValidationsResponse,
)
from generated.private_ca.api.ca import create_ca, get_ca, get_ca_chain, get_ca_list
from generated.private_ca.api.certificate import (
    get_end_cert,
    get_end_cert_list,
    issue_end_cert,
    revoke_end_cert,
)
from generated.private_ca.api.crl import get_ca_crl
from generated.private_ca.models import (
    CaResponse,
    CaType,
    CaX509Parameters,
    CreateCaRequest,
    EmptyResponse,
    EndCertificateX509Parameters,
    GatewayFailure,
    GetCaChainResponse,
    GetCaCrlResponse,
    GetCaListResponse,
    GetEndCertListResponse,
    GetEndCertResponse,
    IssuedEndCertificate,
    IssueEndCertRequest,
    IssueEndCertResponse,
    KeyType,
)
from generated.search_engine.api.cluster import (
    get_cluster_info_list,
    get_node_product_list,
    get_os_product_list,
    get_search_engine_version_list,
    get_subnet_list,
    get_vpc_list,
)
from generated.search_engine.models import (
    GetClusterInfoListResponse,
    GetNodeProductListResponse,
    GetSearchEngineVersionListResponse,
    GetVpcListResponse,
    OsTypeListResponse,
    ServiceFailure,
    SubnetListResponse,
)
from refusal import Refused, raise_refusal
from signing import KeyPair, Signing, sign

T = TypeVar("T")


@dataclass(frozen=True)
class Site:
    endpoint: str
    keys: KeyPair

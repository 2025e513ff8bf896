"""Proves the recipe: all vectors of the signature, then calls of all services through the generated
types. `python prove.py <vectors>`, with the variables of `main`.
"""

import json
import os
import sys
from pathlib import Path

from calls import Calls, expect, transport
from generated import (
    certificate_manager,
    certificate_manager_v2,
    kms,
    private_ca,
    search_engine,
    secret_manager,
)
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
from generated.kms.api.cryptography import decrypt, encrypt
from generated.kms.api.key import create_key
from generated.kms.api.token import create_access_token, create_token_generator, create_token_set
from generated.kms.models import (
    AccessTokenRequest,
    AccessTokenResponse,
    CreateKeyRequest,
    CreateKeyResponse,
    DecryptRequest,
    DecryptResponse,
    EncryptRequest,
    EncryptResponse,
    ProtectionType,
    TokenSetRequest,
    TokenSetResponse,
)
from generated.kms.models import EmptyResponse as KmsEmptyResponse
from generated.kms.models import KeyType as KmsKeyType
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
from generated.secret_manager.api.job import (
    add_pending_stage,
    complete_rotation_job,
    start_rotation_job,
)
from generated.secret_manager.api.rotation import execute_rotation_job
from generated.secret_manager.api.secret import create_secret, get_secret_logs
from generated.secret_manager.api.value import get_secret_stage_value, get_secret_value
from generated.secret_manager.models import (
    CreateSecretRequest,
    CreateSecretResponse,
    GetSecretLogsResponse,
    GetSecretStageValueResponse,
    GetSecretValueResponse,
    NewSecretValue,
    PendingStageResponse,
    ProtectionKeyType,
    SecretType,
    SecretValueStage,
    YesNo,
)
from generated.secret_manager.models import EmptyResponse as SecretEmptyResponse
from prove_identities import prove_external_access, prove_sub_account
from prove_messages import prove_outbound_mailer, prove_sens
from refusal import raise_refusal
from signing import KeyPair, Signing, sign


def prove_vectors(file: Path) -> int:
    document = json.loads(file.read_text("utf-8"))
    for vector in document["vectors"]:
        keys = KeyPair(document["accessKey"], vector["secretKey"])
        try:
            headers = sign(vector["method"], vector["target"], vector["timestamp"], keys)
        except ValueError:
            assert vector["refuse"], vector["id"]
        else:
            assert not vector["refuse"], vector["id"]
            assert headers["x-ncp-apigw-signature-v2"] == vector["signature"], vector["id"]
    return len(document["vectors"])


def prove_private_ca(endpoint: str, keys: KeyPair, calls: Calls) -> IssuedEndCertificate:
    """Creates a CA and issues, fetches and revokes a certificate; hands over the certificate."""
    client = private_ca.Client(base_url=endpoint, httpx_args=transport(keys))
    subject = CaX509Parameters(common_name="Python Root", country="KR")
    request = CreateCaRequest("python", KeyType.EC256, "365", subject)
    answer = create_ca.sync(client=client, body=request, ca_type=CaType.PRIVATE_ROOT)
    ca_tag = calls.answered(answer, CaResponse).data.ca_info.ca_tag

    ca = calls.answered(get_ca.sync(ca_tag, client=client), CaResponse)
    assert ca.data.ca_info.alias == "python"
    page = calls.answered(get_ca_list.sync(client=client, page_no=1), GetCaListResponse)
    listed = expect(page.data.ca_info_list, list)
    assert any(entry.ca_info.ca_tag == ca_tag for entry in listed)
    chain = calls.answered(get_ca_chain.sync(ca_tag, client=client), GetCaChainResponse)
    assert chain.data.startswith("-----BEGIN CERTIFICATE-----")

    end = IssueEndCertRequest(
        EndCertificateX509Parameters("python.example.com"), KeyType.EC256, "30"
    )
    answered = issue_end_cert.sync(ca_tag, client=client, body=end)
    issued = calls.answered(answered, IssueEndCertResponse).data
    serials = calls.answered(get_end_cert_list.sync(ca_tag, client=client), GetEndCertListResponse)
    serial_no = expect(serials.data.list_certs, list)[0]
    # The colons of a serial number go on the wire, and are signed, as the client encodes them.
    fetched = get_end_cert.sync(ca_tag, serial_no, client=client)
    certificate = calls.answered(fetched, GetEndCertResponse).data
    assert certificate.cert_pem.strip() == issued.certificate.strip()
    calls.answered(revoke_end_cert.sync(ca_tag, serial_no, client=client), EmptyResponse)
    crl = calls.answered(get_ca_crl.sync(ca_tag, client=client), GetCaCrlResponse)
    assert crl.data.startswith("-----BEGIN X509 CRL-----")

    refusal = calls.refused(lambda: get_ca.sync("00000000-00000000", client=client))
    assert (refusal.by, refusal.status) == ("service", 400)

    wrong = KeyPair(keys.access_key, "wrong")
    stranger = private_ca.Client(base_url=endpoint, httpx_args=transport(wrong))
    refusal = calls.refused(lambda: get_ca_list.sync(client=stranger))
    assert (refusal.by, refusal.status, refusal.code) == ("gateway", 401, "200")
    # Without the hook, refusals under 4XX and 5XX come in their generated types.
    plain = private_ca.Client(base_url=endpoint, httpx_args={"auth": Signing(wrong)})
    failure = calls.answered(get_ca_list.sync(client=plain), GatewayFailure)
    assert failure.error.error_code == "200"
    return issued


def prove_certificate_manager(
    endpoint: str, keys: KeyPair, issued: IssuedEndCertificate, calls: Calls
) -> None:
    """Registers the certificate, lists it and deletes it, twice."""
    client = certificate_manager.Client(base_url=endpoint, httpx_args=transport(keys))
    chain = expect(issued.ca_chain, str)
    request = CreateExternalCertificateRequest(
        "python", issued.private_key, issued.certificate, chain
    )
    answer = create_external_certificate.sync(client=client, body=request)
    registered = calls.answered(answer, CertificateListResponse).ssl_certificate_list
    number = expect(registered, list)[0].certificate_no
    answer = get_certificate_list.sync(client=client, certificate_name="python")
    listed = calls.answered(answer, CertificateListResponse).ssl_certificate_list
    assert [entry.certificate_no for entry in expect(listed, list)] == [number]

    def delete() -> object:
        return delete_certificate.sync(number, client=client, certificate_name="python")

    calls.answered(delete(), CertificateListResponse)
    refusal = calls.refused(delete)
    assert (refusal.by, refusal.status, refusal.code) == ("service", 200, "1004")

    v2 = certificate_manager_v2.Client(base_url=endpoint, httpx_args=transport(keys))
    kinds = calls.answered(list_certificate_types.sync(client=v2), ListCertificateTypesResponse)
    assert kinds.certificatetype
    answer_v2 = list_domain_validations.sync(client=v2, page=1)
    calls.answered(answer_v2, ListDomainValidationsResponse)


def prove_search_engine(endpoint: str, keys: KeyPair, calls: Calls) -> None:
    """Reads what a cluster can be made of, and the clusters."""
    # The servers of the document have a path of their own.
    base_url = f"{endpoint}/api/v2"
    client = search_engine.Client(base_url=base_url, httpx_args=transport(keys))
    versions = calls.answered(
        get_search_engine_version_list.sync(client=client), GetSearchEngineVersionListResponse
    )
    assert versions.result and versions.result.search_engine_version_list
    vpcs = calls.answered(get_vpc_list.sync(client=client), GetVpcListResponse)
    vpc_no = expect(vpcs.result and vpcs.result.content, list)[0].vpc_no
    systems = calls.answered(get_os_product_list.sync(client=client), OsTypeListResponse)
    system = expect(systems.result and systems.result.product_list, list)[0].product_code
    subnets = calls.answered(
        get_subnet_list.sync(client=client, software_product_code=system, vpc_no=vpc_no),
        SubnetListResponse,
    )
    subnet_no = expect(subnets.result and subnets.result.content, list)[0].subnet_no
    products = calls.answered(
        get_node_product_list.sync(
            client=client, software_product_code=system, subnet_no=subnet_no
        ),
        GetNodeProductListResponse,
    )
    assert products.result and products.result.product_list
    clusters = calls.answered(
        get_cluster_info_list.sync(client=client, page_no=1), GetClusterInfoListResponse
    )
    assert clusters.result and isinstance(clusters.result.total_count, int)

    refusal = calls.refused(lambda: get_cluster_info_list.sync(client=client, page_no=0))
    assert (refusal.by, refusal.code) == ("service", "400")
    plain = search_engine.Client(base_url=base_url, httpx_args={"auth": Signing(keys)})
    failure = get_cluster_info_list.sync(client=plain, page_no=0)
    assert calls.answered(failure, ServiceFailure).code == 400


def prove_kms(endpoint: str, keys: KeyPair, calls: Calls) -> None:
    """Encrypts with the signature, and decrypts with a token alone."""
    client = kms.Client(base_url=endpoint, httpx_args=transport(keys))
    request = CreateKeyRequest(
        key_name="python",
        key_type=KmsKeyType.AES256,
        is_auto_rotation=False,
        protection_type=ProtectionType.BASIC,
    )
    created = calls.answered(create_key.sync(client=client, body=request), CreateKeyResponse)
    key_tag = created.data.key_tag

    # An operation with `security` of its own wants a client that has one header: here the access
    # key, which the signature brings as well.
    signed = kms.AuthenticatedClient(
        base_url=endpoint,
        token=keys.access_key,
        prefix="",
        auth_header_name="x-ncp-iam-access-key",
        httpx_args=transport(keys),
    )
    answer = encrypt.sync(key_tag, client=signed, body=EncryptRequest("aGVsbG8="))
    ciphertext = calls.answered(answer, EncryptResponse).data.ciphertext
    assert isinstance(ciphertext, str)

    def bearer(token: str) -> kms.AuthenticatedClient:
        return kms.AuthenticatedClient(
            base_url=endpoint,
            token=token,
            prefix="",
            auth_header_name="x-ncp-ocapi-token",
            httpx_args={"event_hooks": {"response": [raise_refusal]}},
        )

    calls.answered(create_token_generator.sync(key_tag, client=client), KmsEmptyResponse)
    hours = TokenSetRequest(access_token_hours=1)
    issued = create_token_set.sync(key_tag, client=client, body=hours)
    tokens = calls.answered(issued, TokenSetResponse).data
    sealed = DecryptRequest(ciphertext)
    opened = decrypt.sync(key_tag, client=bearer(tokens.access_token), body=sealed)
    assert calls.answered(opened, DecryptResponse).data.plaintext == "aGVsbG8="

    refresh = bearer(tokens.refresh_token)
    answer_token = create_access_token.sync(key_tag, client=refresh, body=AccessTokenRequest("UL"))
    access = bearer(calls.answered(answer_token, AccessTokenResponse).data.access_token)
    texts = encrypt.sync(key_tag, client=access, body=EncryptRequest(["YQ==", "Yg=="]))
    assert len(expect(calls.answered(texts, EncryptResponse).data.ciphertext, list)) == 2
    refusal = calls.refused(lambda: decrypt.sync(key_tag, client=refresh, body=sealed))
    assert (refusal.by, refusal.status, refusal.code) == ("service", 401, "UNAUTHORIZED")


def prove_secret_manager(endpoint: str, keys: KeyPair, calls: Calls) -> None:
    """Keeps a secret and rotates it, as the function of its trigger would."""
    client = secret_manager.Client(base_url=endpoint, httpx_args=transport(keys))
    value = '{"PASSWORD":"first"}'
    request = CreateSecretRequest(
        secret_name="python",
        secret_value=NewSecretValue(value, ["PASSWORD"]),
        secret_type=SecretType.BASIC,
        auto_rotation_yn=YesNo.N,
        trigger_id="trg-01",
        protection_key_type=ProtectionKeyType.DEFAULT,
    )
    created = calls.answered(create_secret.sync(client=client, body=request), CreateSecretResponse)
    secret_id = created.data.secret_id
    read = calls.answered(get_secret_value.sync(secret_id, client=client), GetSecretValueResponse)
    assert read.data.decrypted_secret_chain.active == value

    calls.answered(execute_rotation_job.sync(secret_id, client=client), SecretEmptyResponse)
    logs = calls.answered(get_secret_logs.sync(secret_id, client=client), GetSecretLogsResponse)
    job = expect(expect(logs.data.result, list)[0]["jobToken"], str)
    begun = start_rotation_job.sync(secret_id, job, client=client)
    calls.answered(begun, GetSecretValueResponse)
    pending = add_pending_stage.sync(secret_id, job, client=client)
    following = calls.answered(pending, PendingStageResponse).data.pending
    calls.answered(complete_rotation_job.sync(secret_id, job, client=client), SecretEmptyResponse)
    stage = get_secret_stage_value.sync(secret_id, SecretValueStage.ACTIVE, client=client)
    active = calls.answered(stage, GetSecretStageValueResponse).data.decrypted_secret_value.value
    assert active == following != value
    refusal = calls.refused(lambda: start_rotation_job.sync(secret_id, job, client=client))
    assert (refusal.by, refusal.status, refusal.code) == ("service", 403, "FORBIDDEN")


def main() -> None:
    endpoint = os.environ["NCLOUD_ENDPOINT"]
    keys = KeyPair(os.environ["NCLOUD_ACCESS_KEY_ID"], os.environ["NCLOUD_SECRET_ACCESS_KEY"])
    vectors, calls = prove_vectors(Path(sys.argv[1])), Calls()
    issued = prove_private_ca(endpoint, keys, calls)
    prove_certificate_manager(endpoint, keys, issued, calls)
    prove_search_engine(endpoint, keys, calls)
    prove_kms(endpoint, keys, calls)
    prove_secret_manager(endpoint, keys, calls)
    prove_sens(endpoint, keys, calls)
    prove_outbound_mailer(endpoint, keys, calls)
    prove_sub_account(endpoint, keys, calls)
    prove_external_access(endpoint, keys, calls)
    print(f"Python: {vectors} vectors reproduced, {calls.count} calls as expected")


if __name__ == "__main__":
    main()

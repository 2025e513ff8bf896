"""Calls of the services that send: text messages and mails."""

from base64 import b64encode
from http import HTTPStatus
from io import BytesIO

from calls import Calls, expect, transport
from generated import outbound_mailer, sens
from generated.outbound_mailer.api.file import create_file
from generated.outbound_mailer.api.mail import (
    create_mail_request,
    get_mail,
    get_mail_list,
    get_mail_request_status,
)
from generated.outbound_mailer.models import (
    CreateFileRequest,
    CreateMailRequestRequest,
    CreateMailRequestResponse,
    Mail,
    MailPage,
    MailRequestStatus,
    RecipientForRequest,
    RecipientType,
    UploadedFiles,
)
from generated.outbound_mailer.types import File
from generated.sens.api.brand_message import create_brand_message_image
from generated.sens.api.project import create_project
from generated.sens.api.sms import get_sms, get_sms_list, send_sms, upload_sms_file
from generated.sens.models import (
    BrandMessageImage,
    CreateBrandMessageImageRequest,
    CreateProjectRequest,
    GetSmsListResponse,
    GetSmsResponse,
    KkoBizMsgService,
    Project,
    SendSmsRequest,
    SendSmsResponse,
    SmsFile,
    SmsRecipient,
    SmsService,
    SmsType,
    UploadSmsFileRequest,
    UploadSmsFileResponse,
)
from generated.sens.types import File as SensFile
from signing import KeyPair

PICTURE = b"\xff\xd8\xff\xd9"


def prove_sens(endpoint: str, keys: KeyPair, calls: Calls) -> None:
    """Sends a text message with a picture, and finds it."""
    client = sens.Client(base_url=endpoint, httpx_args=transport(keys))
    wanted = CreateProjectRequest("python", use_sms=True, use_kko_biz_msg=True)
    project = calls.answered(create_project.sync(client=client, body=wanted), Project)
    channel = expect(project.sms_service, SmsService).service_id

    # A list without entries is an empty 404.
    refusal = calls.refused(
        lambda: get_sms_list.sync(
            channel,
            client=client,
            request_start_time="2026-01-01 00:00:00",
            request_end_time="2026-01-02 00:00:00",
        )
    )
    assert (refusal.status, refusal.nothing_found) == (404, True)

    picture = UploadSmsFileRequest("coupon.jpg", b64encode(PICTURE).decode())
    uploaded = upload_sms_file.sync(channel, client=client, body=picture)
    file_id = calls.answered(uploaded, UploadSmsFileResponse).file_id

    def message(text: str) -> SendSmsRequest:
        recipients, files = [SmsRecipient("01000000000")], [SmsFile(file_id)]
        return SendSmsRequest(SmsType.MMS, "0215880000", text, recipients, files=files)

    answer = send_sms.sync_detailed(channel, client=client, body=message("주문 안내"))
    assert answer.status_code == HTTPStatus.ACCEPTED
    sent = calls.answered(answer.parsed, SendSmsResponse)
    assert (sent.status_code, sent.status_name) == ("202", "success")
    found = get_sms_list.sync(channel, client=client, request_id=sent.request_id)
    listed = calls.answered(found, GetSmsListResponse).messages
    message_id = expect(listed, list)[0].message_id
    shown = get_sms.sync(channel, message_id, client=client)
    messages = calls.answered(shown, GetSmsResponse).messages
    assert expect(messages, list)[0].content == "주문 안내"

    refusal = calls.refused(lambda: get_sms.sync(channel, "unknown", client=client))
    assert (refusal.by, refusal.status, refusal.nothing_found) == ("service", 404, False)
    # What EUC-KR does not have is rejected, under HTTP 202.
    refusal = calls.refused(lambda: send_sms.sync(channel, client=client, body=message("🎁")))
    assert (refusal.by, refusal.status, refusal.code) == ("service", 202, "400")

    channel = expect(project.kko_biz_msg_service, KkoBizMsgService).service_id
    image = CreateBrandMessageImageRequest("BASIC", SensFile(BytesIO(PICTURE), "주말.jpg"))
    kept = create_brand_message_image.sync(channel, client=client, body=image)
    assert calls.answered(kept, BrandMessageImage).image_name == "주말.jpg"


def prove_outbound_mailer(endpoint: str, keys: KeyPair, calls: Calls) -> None:
    """Sends a mail with an attachment, and finds it."""
    # The region is in the path of the document's servers.
    base_url = f"{endpoint}/api/v1"
    client = outbound_mailer.Client(base_url=base_url, httpx_args=transport(keys))
    guide = File(BytesIO("안내".encode()), "안내문.txt", "text/plain")
    answer = create_file.sync(client=client, body=CreateFileRequest([guide]))
    file = calls.answered(answer, UploadedFiles).files[0]
    assert file.file_name == "안내문.txt"

    request = CreateMailRequestRequest(
        sender_address="no-reply@example.com",
        title="안내",
        body="<p>Hello ${name}</p>",
        attach_file_ids=[file.file_id],
        recipients=[RecipientForRequest("mina@example.net", RecipientType.R)],
    )
    accepted = create_mail_request.sync(client=client, body=request)
    request_id = calls.answered(accepted, CreateMailRequestResponse).request_id
    status = get_mail_request_status.sync(request_id, client=client)
    assert calls.answered(status, MailRequestStatus).request_count == 1
    mails = get_mail_list.sync(request_id, client=client)
    mail = expect(calls.answered(mails, MailPage).content, list)[0]
    assert mail.title == "안내"
    shown = calls.answered(get_mail.sync(mail.mail_id, client=client), Mail)
    assert [attached.file_id for attached in expect(shown.attach_files, list)] == [file.file_id]

    refusal = calls.refused(lambda: get_mail_request_status.sync("unknown", client=client))
    assert (refusal.by, refusal.status, refusal.code) == ("service", 400, "77103")

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Calls of the services that send: text messages and mails. */
final class ProveMessages extends Proof {
  private static final byte[] PICTURE = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xd9};

  ProveMessages(String endpoint, Signing.KeyPair keys) {
    super(endpoint, keys);
  }

  /** Sends a text message with a picture, and finds it. */
  void sens() throws Exception {
    var client = new sens.ApiClient(http(keys));
    client.setBasePath(endpoint);
    var wanted =
        new sens.model.CreateProjectRequest().projectName("java").useSms(true).useKkoBizMsg(true);
    var project = answered(() -> new sens.api.ProjectApi(client).createProject(wanted));
    String channel = project.getSmsService().getServiceId();
    var api = new sens.api.SmsApi(client);

    // A list without entries is an empty 404.
    String from = "2026-01-01 00:00:00";
    String to = "2026-01-02 00:00:00";
    var nothing = refused(() -> list(api, channel, null, from, to), Refusal.By.SERVICE, 404, "");
    expect(nothing.nothingFound);

    var picture = new sens.model.UploadSmsFileRequest().fileName("coupon.jpg").fileBody(PICTURE);
    var uploaded = answered(() -> api.uploadSmsFile(channel, picture));
    var text = message("주문 안내", uploaded.getFileId());
    var accepted = answered(() -> api.sendSmsWithHttpInfo(channel, text));
    equal(accepted.getStatusCode(), 202);
    var sent = accepted.getData();
    equal(List.of(sent.getStatusCode(), sent.getStatusName()), List.of("202", "success"));
    var listed = answered(() -> list(api, channel, sent.getRequestId(), null, null));
    String id = listed.getMessages().get(0).getMessageId();
    var shown = answered(() -> api.getSms(channel, id));
    equal(shown.getMessages().get(0).getContent(), "주문 안내");

    var unknown = refused(() -> api.getSms(channel, "unknown"), Refusal.By.SERVICE, 404, "");
    expect(!unknown.nothingFound);
    // What EUC-KR does not have is rejected, under HTTP 202.
    var emoji = message("🎁", uploaded.getFileId());
    refused(() -> api.sendSms(channel, emoji), Refusal.By.SERVICE, 202, "400");

    Path file = Files.createTempDirectory("recipe").resolve("weekend.jpg");
    Files.write(file, PICTURE);
    String talk = project.getKkoBizMsgService().getServiceId();
    var images = new sens.api.BrandMessageApi(client);
    var kept = answered(() -> images.createBrandMessageImage(talk, "BASIC", file.toFile()));
    equal(kept.getImageName(), "weekend.jpg");
    Files.delete(file);
    Files.delete(file.getParent());
  }

  private static sens.model.SendSmsRequest message(String text, String file) {
    return new sens.model.SendSmsRequest()
        .type(sens.model.SmsType.MMS)
        .from("0215880000")
        .content(text)
        .addMessagesItem(new sens.model.SmsRecipient().to("01000000000"))
        .addFilesItem(new sens.model.SmsFile().fileId(file));
  }

  private static sens.model.GetSmsListResponse list(
      sens.api.SmsApi api, String channel, String request, String from, String to)
      throws sens.ApiException {
    return api.getSmsList(
        channel, request, from, to, null, null, null, null, null, null, null, null, null, null,
        null, null);
  }

  /** Sends a mail with an attachment, and finds it. */
  void outboundMailer() throws Exception {
    var client = new outboundmailer.ApiClient(http(keys));
    // The region is in the path of the document's servers.
    client.setBasePath(endpoint + "/api/v1");
    var file = answered(() -> upload("안내문.txt", "안내")).getFiles().get(0);
    equal(file.getFileName(), "안내문.txt");

    var recipient =
        new outboundmailer.model.RecipientForRequest()
            .address("mina@example.net")
            .type(outboundmailer.model.RecipientType.R);
    var request =
        new outboundmailer.model.CreateMailRequestRequest()
            .senderAddress("no-reply@example.com")
            .title("안내")
            .body("<p>Hello</p>")
            .addAttachFileIdsItem(file.getFileId())
            .addRecipientsItem(recipient);
    var api = new outboundmailer.api.MailApi(client);
    String id = answered(() -> api.createMailRequest(request, null)).getRequestId();
    var status = answered(() -> api.getMailRequestStatus(id, null));
    equal(status.getRequestCount(), 1L);
    var page = answered(() -> api.getMailList(id, null, null, null, null, null, null, null, null));
    var mail = page.getContent().get(0);
    equal(mail.getTitle(), "안내");
    var shown = answered(() -> api.getMail(mail.getMailId(), null));
    equal(shown.getAttachFiles().get(0).getFileId(), file.getFileId());

    refused(() -> api.getMailRequestStatus("unknown", null), Refusal.By.SERVICE, 400, "77103");
  }

  /** Uploads a file by hand: the generated client refuses names that are not ASCII. */
  private outboundmailer.model.UploadedFiles upload(String name, String content) throws Exception {
    RequestBody octets = RequestBody.create(content, MediaType.parse("text/plain; charset=utf-8"));
    MultipartBody form =
        new MultipartBody.Builder()
            .setType(MultipartBody.FORM)
            .addFormDataPart("fileList", name, octets)
            .build();
    Request request = new Request.Builder().url(endpoint + "/api/v1/files").post(form).build();
    try (Response response = http(keys).newCall(request).execute()) {
      return outboundmailer.model.UploadedFiles.fromJson(response.body().string());
    }
  }
}

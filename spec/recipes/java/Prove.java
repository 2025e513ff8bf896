import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import okhttp3.OkHttpClient;

/**
 * Proves the recipe: all vectors of the signature, then calls of all services through the generated
 * clients. {@code Prove <vectors>}, with the variables of {@code main}.
 */
public final class Prove extends Proof {
  private Prove(String endpoint, Signing.KeyPair keys) {
    super(endpoint, keys);
  }

  public static void main(String[] arguments) throws Exception {
    String accessKey = System.getenv("NCLOUD_ACCESS_KEY_ID");
    String secretKey = System.getenv("NCLOUD_SECRET_ACCESS_KEY");
    Signing.KeyPair keys = new Signing.KeyPair(accessKey, secretKey);
    String endpoint = System.getenv("NCLOUD_ENDPOINT");
    Prove prove = new Prove(endpoint, keys);
    int vectors = vectors(Path.of(arguments[0]));
    privateca.model.IssuedEndCertificate issued = prove.privateCa();
    prove.certificateManager(issued);
    prove.searchEngine();
    prove.kms();
    prove.secretManager();
    ProveMessages messages = new ProveMessages(endpoint, keys);
    messages.sens();
    messages.outboundMailer();
    ProveIdentities identities = new ProveIdentities(endpoint, keys);
    identities.subAccount();
    identities.externalAccess();
    System.out.printf("Java: %d vectors reproduced, %d calls as expected%n", vectors, calls);
  }

  private static int vectors(Path file) throws Exception {
    JsonObject document = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    String accessKey = document.get("accessKey").getAsString();
    List<JsonElement> vectors = document.getAsJsonArray("vectors").asList();
    for (JsonElement element : vectors) {
      JsonObject vector = element.getAsJsonObject();
      String secretKey = vector.get("secretKey").getAsString();
      String signature = null;
      try {
        signature =
            Signing.sign(
                    vector.get("method").getAsString(),
                    vector.get("target").getAsString(),
                    vector.get("timestamp").getAsLong(),
                    new Signing.KeyPair(accessKey, secretKey))
                .get("x-ncp-apigw-signature-v2");
      } catch (IllegalArgumentException refused) {
        // Right for the vectors that say so.
      }
      boolean refuse = vector.get("refuse").getAsBoolean();
      String wanted = refuse ? null : vector.get("signature").getAsString();
      equal(signature, wanted);
    }
    return vectors.size();
  }

  /** Creates a CA and issues, fetches and revokes a certificate; returns the certificate. */
  private privateca.model.IssuedEndCertificate privateCa() throws Exception {
    privateca.ApiClient client = new privateca.ApiClient(http(keys));
    client.setBasePath(endpoint);
    var authorities = new privateca.api.CaApi(client);
    var certificates = new privateca.api.CertificateApi(client);
    var subject = new privateca.model.CaX509Parameters().commonName("Java Root").country("KR");
    var request =
        new privateca.model.CreateCaRequest()
            .alias("java")
            .keyType(privateca.model.KeyType.EC256)
            .period("365")
            .x509Parameters(subject);
    var root = privateca.model.CaType.PRIVATE_ROOT;
    var created = answered(() -> authorities.createCa(root, request, null));
    String caTag = created.getData().getCaInfo().getCaTag();

    var ca = answered(() -> authorities.getCa(caTag));
    equal(ca.getData().getCaInfo().getAlias(), "java");
    var page = answered(() -> authorities.getCaList(1L));
    var listed = page.getData().getCaInfoList().stream();
    expect(listed.anyMatch(entry -> caTag.equals(entry.getCaInfo().getCaTag())));
    var chain = answered(() -> authorities.getCaChain(caTag));
    expect(chain.getData().startsWith("-----BEGIN CERTIFICATE-----"));

    var end = new privateca.model.EndCertificateX509Parameters().commonName("java.example.com");
    var order =
        new privateca.model.IssueEndCertRequest()
            .keyType(privateca.model.KeyType.EC256)
            .period("30")
            .x509Parameters(end);
    var issued = answered(() -> certificates.issueEndCert(caTag, order)).getData();
    var serials = answered(() -> certificates.getEndCertList(caTag, null)).getData();
    // The colons of a serial number go on the wire, and are signed, as the client encodes them.
    String serialNo = serials.getListCerts().get(0);
    var fetched = answered(() -> certificates.getEndCert(caTag, serialNo)).getData();
    equal(fetched.getCertPem().strip(), issued.getCertificate().strip());
    answered(() -> certificates.revokeEndCert(caTag, serialNo));
    var crl = answered(() -> new privateca.api.CrlApi(client).getCaCrl(caTag));
    expect(crl.getData().startsWith("-----BEGIN X509 CRL-----"));

    refused(
        () -> authorities.getCa("00000000-00000000"), Refusal.By.SERVICE, 400, "NOT_EXIST_CASTORE");
    Signing.KeyPair wrong = new Signing.KeyPair(keys.accessKey(), "wrong");
    privateca.ApiClient stranger = new privateca.ApiClient(http(wrong));
    stranger.setBasePath(endpoint);
    var denied = new privateca.api.CaApi(stranger);
    refused(() -> denied.getCaList(null), Refusal.By.GATEWAY, 401, "200");

    // Without the interceptor, a refusal under 4XX or 5XX is an ApiException that holds its body.
    stranger.setHttpClient(new OkHttpClient.Builder().addInterceptor(new Signing(wrong)).build());
    try {
      denied.getCaList(null);
      throw new AssertionError("the call was not refused");
    } catch (privateca.ApiException exception) {
      var failure = privateca.model.Failure.fromJson(exception.getResponseBody());
      equal(failure.getGatewayFailure().getError().getErrorCode(), "200");
      calls++;
    }
    return issued;
  }

  /** Registers the certificate, lists it and deletes it, twice. */
  private void certificateManager(privateca.model.IssuedEndCertificate issued) throws Exception {
    var client = new certificatemanager.ApiClient(http(keys));
    client.setBasePath(endpoint);
    var api = new certificatemanager.api.CertificateApi(client);
    var request =
        new certificatemanager.model.CreateExternalCertificateRequest()
            .certificateName("java")
            .privateKey(issued.getPrivateKey())
            .publicKeyCertificate(issued.getCertificate())
            .certificateChain(issued.getCaChain());
    var registered = answered(() -> api.createExternalCertificate(request));
    Long number = registered.getSslCertificateList().get(0).getCertificateNo();
    var list = answered(() -> api.getCertificateList("java", null, null));
    equal(list.getSslCertificateList().get(0).getCertificateNo(), number);
    answered(() -> api.deleteCertificate(number, "java"));
    refused(() -> api.deleteCertificate(number, "java"), Refusal.By.SERVICE, 200, "1004");

    var clientV2 = new certificatemanagerv2.ApiClient(http(keys));
    clientV2.setBasePath(endpoint);
    var kinds = new certificatemanagerv2.api.CertificateApi(clientV2);
    var offered = answered(kinds::listCertificateTypes);
    expect(!offered.getCertificatetype().isEmpty());
    var domains = new certificatemanagerv2.api.DomainApi(clientV2);
    answered(() -> domains.listDomainValidations(1L, null, null, null, null, null));
  }

  /** Reads what a cluster can be made of, and the clusters. */
  private void searchEngine() throws Exception {
    var client = new searchengine.ApiClient(http(keys));
    // The servers of the document have a path of their own.
    client.setBasePath(endpoint + "/api/v2");
    var api = new searchengine.api.ClusterApi(client);
    var versions = answered(api::getSearchEngineVersionList).getResult();
    expect(!versions.getSearchEngineVersionList().isEmpty());
    Long vpc = answered(api::getVpcList).getResult().getContent().get(0).getVpcNo();
    var systems = answered(api::getOsProductList).getResult().getProductList();
    String system = systems.get(0).getProductCode();
    var subnets = answered(() -> api.getSubnetList(system, vpc)).getResult().getContent();
    Long subnet = subnets.get(0).getSubnetNo();
    var products = answered(() -> api.getNodeProductList(system, subnet)).getResult();
    expect(!products.getProductList().isEmpty());
    var clusters = answered(() -> api.getClusterInfoList(null, null, 1L, null)).getResult();
    expect(clusters.getTotalCount() != null);
    refused(() -> api.getClusterInfoList(null, null, 0L, null), Refusal.By.SERVICE, 400, "400");
  }

  /** Encrypts with the signature, and decrypts with a token alone. */
  private void kms() throws Exception {
    var client = new kms.ApiClient(http(keys));
    client.setBasePath(endpoint);
    var signed = new kms.api.CryptographyApi(client);
    var order =
        new kms.model.CreateKeyRequest()
            .keyName("java")
            .keyType(kms.model.KeyType.AES256)
            .isAutoRotation(false)
            .protectionType(kms.model.ProtectionType.BASIC);
    var keyManagement = new kms.api.KeyApi(client);
    String keyTag = answered(() -> keyManagement.createKey(order)).getData().getKeyTag();
    var text = new kms.model.EncryptRequest().plaintext(new kms.model.Plaintext("aGVsbG8="));
    var ciphertext = answered(() -> signed.encrypt(keyTag, text)).getData().getCiphertext();

    var issuing = new kms.api.TokenApi(client);
    answered(() -> issuing.createTokenGenerator(keyTag));
    var hours =
        new kms.model.TokenSetRequest().accessTokenHours(new kms.model.AccessTokenHours(1L));
    var tokens = answered(() -> issuing.createTokenSet(keyTag, hours)).getData();
    var sealed = new kms.model.DecryptRequest().ciphertext(ciphertext);
    var access = new kms.api.CryptographyApi(bearer(tokens.getAccessToken()));
    var opened = answered(() -> access.decrypt(keyTag, sealed)).getData();
    equal(opened.getPlaintext().getString(), "aGVsbG8=");

    var refresh = bearer(tokens.getRefreshToken());
    var unlimited =
        new kms.model.AccessTokenRequest().accessTokenHours(new kms.model.AccessTokenHours("UL"));
    var renewing = new kms.api.TokenApi(refresh);
    var issued = answered(() -> renewing.createAccessToken(keyTag, unlimited)).getData();
    var renewed = new kms.api.CryptographyApi(bearer(issued.getAccessToken()));
    answered(() -> renewed.decrypt(keyTag, sealed));
    var wrong = new kms.api.CryptographyApi(refresh);
    refused(() -> wrong.decrypt(keyTag, sealed), Refusal.By.SERVICE, 401, "UNAUTHORIZED");
  }

  /** A client without keys. */
  private kms.ApiClient bearer(String token) {
    var http =
        new OkHttpClient.Builder()
            .followRedirects(false)
            .addInterceptor(Refusal::intercept)
            .build();
    var client = new kms.ApiClient(http);
    client.setBasePath(endpoint);
    return client.addDefaultHeader("x-ncp-ocapi-token", token);
  }

  /** Keeps a secret and rotates it, as the function of its trigger would. */
  private void secretManager() throws Exception {
    var client = new secretmanager.ApiClient(http(keys));
    client.setBasePath(endpoint);
    var secrets = new secretmanager.api.SecretApi(client);
    var values = new secretmanager.api.ValueApi(client);
    String value = "{\"PASSWORD\":\"first\"}";
    var kept =
        new secretmanager.model.NewSecretValue().value(value).rotationTargets(List.of("PASSWORD"));
    var request =
        new secretmanager.model.CreateSecretRequest()
            .secretName("java")
            .secretValue(kept)
            .secretType(secretmanager.model.SecretType.BASIC)
            .autoRotationYN(secretmanager.model.YesNo.N)
            .triggerId("trg-01")
            .protectionKeyType(secretmanager.model.ProtectionKeyType.DEFAULT);
    String secret = answered(() -> secrets.createSecret(request)).getData().getSecretId();
    var read = answered(() -> values.getSecretValue(secret)).getData();
    equal(read.getDecryptedSecretChain().getActive(), value);

    var rotation = new secretmanager.api.RotationApi(client);
    answered(() -> rotation.executeRotationJob(secret));
    var logs = answered(() -> secrets.getSecretLogs(secret, null, null, null, null, null));
    String job = (String) logs.getData().getResult().get(0).get("jobToken");
    var jobs = new secretmanager.api.JobApi(client);
    answered(() -> jobs.startRotationJob(secret, job));
    String pending = answered(() -> jobs.addPendingStage(secret, job)).getData().getPending();
    answered(() -> jobs.completeRotationJob(secret, job));
    var stage = secretmanager.model.SecretValueStage.ACTIVE;
    var active = answered(() -> values.getSecretStageValue(secret, stage)).getData();
    equal(active.getDecryptedSecretValue().getValue(), pending);
    expect(!pending.equals(value));
    refused(() -> jobs.startRotationJob(secret, job), Refusal.By.SERVICE, 403, "FORBIDDEN");
  }
}

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/** Signature version 2 of the Ncloud API Gateway. Copy this file into your project. */
final class Signing implements Interceptor {
  /** An access key with its secret key. */
  record KeyPair(String accessKey, String secretKey) {
    @Override
    public String toString() {
      return accessKey;
    }
  }

  private final KeyPair keys;

  Signing(KeyPair keys) {
    this.keys = keys;
  }

  /**
   * The headers of a signed request.
   *
   * <p>The target is path and query exactly as they go on the wire; the body is not signed. What
   * can never be on the wire is refused here: the gateway would only say that the authentication
   * failed.
   */
  static Map<String, String> sign(String method, String target, long timestamp, KeyPair keys) {
    if (!method.matches("[A-Z]+")) {
      throw new IllegalArgumentException(method + ": the method is upper case on the wire");
    }
    if (!target.matches("/[\\x21-\\x7e]*")) {
      throw new IllegalArgumentException(
          target + ": sign path and query, percent-encoded, without the host");
    }
    String message = method + " " + target + "\n" + timestamp + "\n" + keys.accessKey();
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] secret = keys.secretKey().getBytes(StandardCharsets.UTF_8);
      mac.init(new SecretKeySpec(secret, mac.getAlgorithm()));
      byte[] digest = mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
      return Map.of(
          "x-ncp-apigw-timestamp", Long.toString(timestamp),
          "x-ncp-iam-access-key", keys.accessKey(),
          "x-ncp-apigw-signature-v2", Base64.getEncoder().encodeToString(digest));
    } catch (GeneralSecurityException error) {
      throw new IllegalStateException(error);
    }
  }

  /** Signs each request of an OkHttp client when it is sent. */
  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    String query = request.url().encodedQuery();
    String target = request.url().encodedPath() + (query == null ? "" : "?" + query);
    Request.Builder signed = request.newBuilder();
    sign(request.method(), target, System.currentTimeMillis(), keys).forEach(signed::header);
    return chain.proceed(signed.build());
  }
}

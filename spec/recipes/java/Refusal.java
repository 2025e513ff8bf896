import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.Set;
import okhttp3.Interceptor;
import okhttp3.Response;

/** A request that was refused by the gateway or a service. Copy this file into your project. */
final class Refusal extends IOException {
  /** Who refused: the gateway, before the service saw the request, or the service. */
  enum By {
    GATEWAY,
    SERVICE
  }

  /** What the services answer in place of a code when all went well. */
  private static final Set<String> SUCCESS = Set.of("0", "SUCCESS");

  final By by;
  final int status;
  final String code;

  private Refusal(By by, int status, String code, String message) {
    super(by + " refused with HTTP " + status + ", code " + code + ": " + message);
    this.by = by;
    this.status = status;
    this.code = code;
  }

  /**
   * Throws refusals: an interceptor of an OkHttp client.
   *
   * <p>The HTTP status does not tell: services refuse under 200, too. An answer without any code,
   * such as the empty 403 of Certificate Manager 2.0, is known by its status alone.
   */
  static Response intercept(Interceptor.Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    int status = response.code();
    JsonObject answer = members(response.peekBody(Long.MAX_VALUE).string());
    if (answer.get("error") instanceof JsonObject failure && failure.has("errorCode")) {
      response.close();
      String code = text(failure, "errorCode");
      // The codes of the gateway have digits only; services that use its form have names.
      By by = code.matches("[0-9]+") ? By.GATEWAY : By.SERVICE;
      throw new Refusal(by, status, code, text(failure, "message"));
    }
    String code = text(answer, "returnCode", "code");
    if (code.isEmpty() ? status >= 400 : !SUCCESS.contains(code)) {
      response.close();
      String message = text(answer, "returnMessage", "message", "msg");
      throw new Refusal(By.SERVICE, status, code, message);
    }
    return response;
  }

  private static JsonObject members(String body) {
    try {
      return JsonParser.parseString(body) instanceof JsonObject object ? object : new JsonObject();
    } catch (JsonParseException notJson) { // An archive.
      return new JsonObject();
    }
  }

  /** Codes are numbers in one service and text in another, and now and then in the same one. */
  private static String text(JsonObject members, String... names) {
    for (String name : names) {
      JsonElement value = members.get(name);
      if (value != null && value.isJsonPrimitive()) {
        return value.getAsString();
      }
    }
    return "";
  }
}

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

  /**
   * Whether it is an empty 404: to an operation with {@code x-ncloud-empty-list} the list is empty.
   */
  final boolean nothingFound;

  private Refusal(By by, int status, String code, String message, boolean nothingFound) {
    super(by + " refused with HTTP " + status + ", code " + code + ": " + message);
    this.by = by;
    this.status = status;
    this.code = code;
    this.nothingFound = nothingFound;
  }

  /**
   * Throws refusals: an interceptor of an OkHttp client.
   *
   * <p>The HTTP status does not tell: services refuse under 200, too. An answer without any code,
   * such as the empty 403 of Certificate Manager 2.0, is known by its status alone.
   */
  static Response intercept(Interceptor.Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    Refusal refusal = of(response.code(), response.peekBody(Long.MAX_VALUE).string());
    if (refusal != null) {
      response.close();
      throw refusal;
    }
    return response;
  }

  /** The refusal in an answer, or null. */
  private static Refusal of(int status, String body) {
    JsonObject answer = members(body);
    if (answer.get("error") instanceof JsonObject failure) {
      // The code of a service may come with one of the gateway.
      String code = text(failure, "code", "errorCode");
      // The codes of the gateway have digits only; services that use its form have names.
      boolean ofGateway = text(failure, "code").isEmpty() && code.matches("[0-9]+");
      if (!code.isEmpty()) {
        By by = ofGateway ? By.GATEWAY : By.SERVICE;
        return new Refusal(by, status, code, text(failure, "message"), false);
      }
    }
    String code = text(answer, "returnCode", "code", "errorCode");
    boolean refused = code.isEmpty() ? status >= 400 : !SUCCESS.contains(code);
    if (text(answer, "statusName").equals("fail")) {
      // Simple & Easy Notification Service took the request, and then rejected it.
      code = text(answer, "statusCode");
      refused = true;
    }
    String message = text(answer, "returnMessage", "message", "msg", "errorMessage");
    boolean nothingFound = status == 404 && body.isBlank();
    return refused ? new Refusal(By.SERVICE, status, code, message, nothingFound) : null;
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

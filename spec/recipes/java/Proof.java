import java.util.List;
import okhttp3.OkHttpClient;

/** Calls that are held against what is expected of them. */
abstract class Proof {
  /** A call that may throw the exception of any of the generated clients. */
  interface Call<T> {
    T call() throws Exception;
  }

  /** How many calls were answered as expected. */
  static int calls = 0;

  final String endpoint;
  final Signing.KeyPair keys;

  Proof(String endpoint, Signing.KeyPair keys) {
    this.endpoint = endpoint;
    this.keys = keys;
  }

  /**
   * Redirects are not followed: they would carry the signature to another place. Nor is a request sent
   * again below the interceptors, with the old signature.
   */
  static OkHttpClient http(Signing.KeyPair keys) {
    return new OkHttpClient.Builder()
        .followRedirects(false)
        .retryOnConnectionFailure(false)
        .addInterceptor(Refusal::intercept)
        .addInterceptor(new Signing(keys))
        .build();
  }

  <T> T answered(Call<T> call) throws Exception {
    calls++;
    return call.call();
  }

  Refusal refused(Call<?> call, Refusal.By by, int status, String code) {
    calls++;
    try {
      call.call();
    } catch (Exception exception) {
      // The generated clients wrap what an interceptor throws.
      if (exception.getCause() instanceof Refusal refusal) {
        equal(List.of(refusal.by, refusal.status, refusal.code), List.of(by, status, code));
        return refusal;
      }
      throw new AssertionError(exception);
    }
    throw new AssertionError("the call was not refused");
  }

  static void expect(boolean condition) {
    if (!condition) {
      throw new AssertionError();
    }
  }

  static void equal(Object actual, Object wanted) {
    if (actual == null ? wanted != null : !actual.equals(wanted)) {
      throw new AssertionError(actual + " instead of " + wanted);
    }
  }
}

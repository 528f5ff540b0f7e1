package dev.anqa.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An answer to an {@link HttpRequest}.
 *
 * <p>Length, date and connection are written by the server and need no header here.
 *
 * @param status 200 to 599
 * @param headers its header lines
 * @param body its content, which is handed over and must not change any more; left out where HTTP
 *     forbids one, as for 204, 304 and {@code HEAD}
 */
public record HttpResponse(int status, Headers headers, byte[] body) {
  private static final byte[] NOTHING = {};

  /** Checks the status. */
  public HttpResponse {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status: " + status + " (expected: 200 to 599)");
    }
  }

  /** An answer without content. */
  public static HttpResponse empty(int status) {
    return new HttpResponse(status, Headers.none(), NOTHING);
  }

  /** An answer in plain text, in UTF-8. */
  public static HttpResponse text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text.getBytes(UTF_8));
  }

  /** An answer in JSON, which is trusted to be well-formed. */
  public static HttpResponse json(int status, String json) {
    return of(status, "application/json; charset=utf-8", json.getBytes(UTF_8));
  }

  /** An answer of any type. */
  public static HttpResponse of(int status, String contentType, byte[] body) {
    return new HttpResponse(status, Headers.of("content-type", contentType), body);
  }

  /** The same with one more header line. */
  public HttpResponse with(String name, String value) {
    return new HttpResponse(status, headers.with(name, value), body);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HttpResponse that
        && status == that.status
        && headers.equals(that.headers)
        && Arrays.equals(body, that.body);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * status + headers.hashCode()) + Arrays.hashCode(body);
  }

  /** For debugging: status, header names and length, never values or content. */
  @Override
  public String toString() {
    return "HttpResponse[status=%d, headers=%s, %d bytes]".formatted(status, headers, body.length);
  }
}

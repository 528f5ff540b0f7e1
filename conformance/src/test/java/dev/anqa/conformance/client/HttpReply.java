package dev.anqa.conformance.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an HTTP request, read byte by byte so that nothing behind it is taken.
 *
 * @param headers lower-case names; several lines of one name are joined by a comma
 */
public record HttpReply(int status, Map<String, String> headers, String body) {

  /** The value of a header, null if there is none. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  static HttpReply read(InputStream in, boolean bodyExpected) throws IOException {
    String statusLine = readLine(in);
    String[] parts = statusLine.split(" ", 3);
    if (parts.length < 2 || !parts[0].startsWith("HTTP/1.")) {
      throw new IOException("not a status line: " + statusLine);
    }
    int status = Integer.parseInt(parts[1]);
    Map<String, String> headers = new TreeMap<>();
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      List<String> pair = List.of(line.split(":", 2));
      headers.merge(
          pair.get(0).toLowerCase(Locale.ROOT), pair.get(1).strip(), (a, b) -> a + ", " + b);
    }
    return new HttpReply(status, headers, bodyExpected ? readBody(in, status, headers) : "");
  }

  private static String readBody(InputStream in, int status, Map<String, String> headers)
      throws IOException {
    if (status == 101 || status == 204 || status == 304) {
      return "";
    }
    if ("chunked".equals(headers.get("transfer-encoding"))) {
      return readChunks(in);
    }
    String length = headers.get("content-length");
    byte[] body = length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
    return new String(body, UTF_8);
  }

  private static String readChunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] chunk = readChunk(in); chunk.length > 0; chunk = readChunk(in)) {
      body.write(chunk);
    }
    return body.toString(UTF_8);
  }

  /** The next chunk; empty for the last one. */
  static byte[] readChunk(InputStream in) throws IOException {
    byte[] chunk = in.readNBytes(Integer.parseInt(readLine(in).strip(), 16));
    readLine(in);
    return chunk;
  }

  private static String readLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server ended the connection after: " + line.toString(UTF_8));
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(ISO_8859_1);
  }
}

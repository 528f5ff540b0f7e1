package dev.anqa.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.anqa.serializer.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Reads the messages out of the body of a POST: one text message, or for {@code
 * application/x-ndjson} one in each line, text if it begins with a bracket, else binary in base64.
 *
 * <p>Ports {@code publish/4} of {@code lib/phoenix/transports/long_poll.ex}. Differs in: empty
 * lines are no messages, where Phoenix takes them for binary ones and fails; a line that is not
 * base64 refuses the whole body.
 */
final class LongPollBody {
  /** Messages of one body; what comes behind them is ignored. */
  static final int MAX_MESSAGES = 100;

  private static final String LINES = "application/x-ndjson";

  private LongPollBody() {}

  /**
   * The messages of a request, in their order.
   *
   * @throws Refused if a line is not what it has to be
   */
  static List<Frame> read(HttpRequest request) throws Refused {
    if (!request.headers().all("content-type").equals(List.of(LINES))) {
      return List.of(new Frame.Text(request.body()));
    }
    byte[] body = request.body();
    List<Frame> frames = new ArrayList<>();
    int start = 0;
    while (start < body.length && frames.size() < MAX_MESSAGES) {
      int end = start;
      while (end < body.length && body[end] != '\n') {
        end++;
      }
      int textEnd = end > start && end < body.length && body[end - 1] == '\r' ? end - 1 : end;
      if (textEnd > start) {
        frames.add(frame(body, start, textEnd));
      }
      start = end + 1;
    }
    return frames;
  }

  private static Frame frame(byte[] body, int start, int end) throws Refused {
    byte[] line = Arrays.copyOfRange(body, start, end);
    return line[0] == '[' ? new Frame.Text(line) : new Frame.Binary(decode(line));
  }

  private static byte[] decode(byte[] line) throws Refused {
    try {
      if (line.length % 4 == 0) { // The decoder alone would do without padding.
        return Base64.getDecoder().decode(line);
      }
    } catch (IllegalArgumentException e) {
      // Said below, for both.
    }
    String shown = new String(line, 0, Math.min(line.length, 40), ISO_8859_1);
    throw new Refused(
        HttpResponse.text(500, "Internal Server Error"),
        "line \"%s\" (expected: a JSON array, or base64 with padding)"
            .formatted(Printable.text(shown)));
  }
}

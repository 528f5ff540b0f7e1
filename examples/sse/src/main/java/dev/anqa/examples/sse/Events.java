package dev.anqa.examples.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.serializer.Frame;
import java.io.ByteArrayOutputStream;
import java.util.Base64;

/** Events as they stand in a stream: the HTML standard, section 9.2.6. */
final class Events {
  /** A comment, which clients ignore. */
  static final byte[] PING = ":\n\n".getBytes(UTF_8);

  private Events() {}

  /** An event with a name and one line of data. */
  static byte[] named(String name, String data) {
    return ("event: " + name + "\ndata: " + data + "\n\n").getBytes(UTF_8);
  }

  /** The event of a frame; empty if it is of a kind that a stream does not carry. */
  static byte[] of(Frame frame) {
    return switch (frame) {
      case Frame.Text(byte[] bytes) -> text(bytes);
      case Frame.Binary(byte[] bytes) -> named("binary", Base64.getEncoder().encodeToString(bytes));
      case Frame.Several several -> {
        ByteArrayOutputStream events = new ByteArrayOutputStream();
        several.frames().forEach(each -> events.writeBytes(of(each)));
        yield events.toByteArray();
      }
      case Frame.Ping _, Frame.Pong _ -> new byte[0]; // Nobody would answer.
    };
  }

  /** Line ends cannot be in data; clients put one between its lines, which JSON does not mind. */
  private static byte[] text(byte[] bytes) {
    byte[] field = "data: ".getBytes(UTF_8);
    ByteArrayOutputStream event = new ByteArrayOutputStream(bytes.length + 16);
    event.writeBytes(field);
    for (byte b : bytes) {
      if (b == '\n' || b == '\r') {
        event.write('\n');
        event.writeBytes(field);
      } else {
        event.write(b);
      }
    }
    event.writeBytes("\n\n".getBytes(UTF_8));
    return event.toByteArray();
  }
}

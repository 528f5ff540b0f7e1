package dev.anqa.cli;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Stdout: messages as lines, or raw.
 *
 * <p>Thread-safe, since echoed messages come from another thread than received ones; what one call
 * writes stays together. Nothing is flushed but by {@link #flush}.
 */
final class Output {
  private final OutputStream out;

  Output(OutputStream out) {
    this.out = out;
  }

  synchronized void line(String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  /** The bytes of a text message as they came, then a line feed. */
  synchronized void line(ByteBuf bytes) throws IOException {
    bytes.readBytes(out, bytes.readableBytes());
    out.write('\n');
  }

  /** Bytes as a line of text that loses nothing: {@code hex:} and two digits a byte. */
  void hexLine(ByteBuf bytes) throws IOException {
    line("hex:" + ByteBufUtil.hexDump(bytes));
  }

  synchronized void raw(ByteBuf bytes) throws IOException {
    bytes.readBytes(out, bytes.readableBytes());
  }

  synchronized void flush() throws IOException {
    out.flush();
  }
}

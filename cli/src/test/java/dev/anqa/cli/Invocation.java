package dev.anqa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One run of the {@code anqa} command in this JVM, with streams that a test can see. */
final class Invocation {
  private final List<String> arguments;
  private final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream bytesOut = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private InputStream in = InputStream.nullInputStream();
  private OutputStream out = bytesOut;

  private Invocation(List<String> arguments) {
    this.arguments = arguments;
  }

  static Invocation of(String... arguments) {
    return new Invocation(List.of(arguments));
  }

  Invocation stdin(String text) {
    return stdin(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  Invocation stdin(InputStream in) {
    this.in = in;
    return this;
  }

  Invocation stdout(OutputStream out) {
    this.out = out;
    return this;
  }

  Invocation environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Invocation start() {
    var terminal = new Terminal(in, out, new PrintWriter(err, true), environment);
    Thread.startVirtualThread(() -> {
      try {
        exitCode.complete(Anqa.commandLine(terminal).execute(arguments.toArray(String[]::new)));
      } catch (Throwable thrown) {
        exitCode.completeExceptionally(thrown);
      }
    });
    return this;
  }

  /** Runs to the end, which must come with this code. */
  Invocation exits(int code) {
    start();
    return ends(code);
  }

  /** Waits for the end of a started run, which must come with this code. */
  Invocation ends(int code) {
    assertThat(exitCode)
        .as(() -> "exit code; stderr is:\n" + err())
        .succeedsWithin(15, TimeUnit.SECONDS)
        .isEqualTo(code);
    return this;
  }

  boolean running() {
    return !exitCode.isDone();
  }

  String out() {
    return bytesOut.toString(StandardCharsets.UTF_8);
  }

  byte[] bytesOut() {
    return bytesOut.toByteArray();
  }

  String err() {
    return err.toString();
  }
}

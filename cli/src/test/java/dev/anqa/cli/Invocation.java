package dev.anqa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One run of the {@code anqa} command in this JVM, with streams that a test can see. */
public final class Invocation {
  private final List<String> arguments;
  private final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream bytesOut = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private InputStream in = InputStream.nullInputStream();
  private OutputStream out = bytesOut;
  private Path directory = Path.of("").toAbsolutePath();

  private Invocation(List<String> arguments) {
    this.arguments = arguments;
  }

  public static Invocation of(String... arguments) {
    return new Invocation(List.of(arguments));
  }

  public Invocation stdin(String text) {
    return stdin(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  public Invocation stdin(InputStream in) {
    this.in = in;
    return this;
  }

  public Invocation stdout(OutputStream out) {
    this.out = out;
    return this;
  }

  public Invocation in(Path directory) {
    this.directory = directory;
    return this;
  }

  public Invocation environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  public Invocation start() {
    var terminal = new Terminal(in, out, new PrintWriter(err, true), environment, directory);
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
  public Invocation exits(int code) {
    start();
    return ends(code);
  }

  /** Waits for the end of a started run, which must come with this code. */
  public Invocation ends(int code) {
    assertThat(exitCode)
        .as(() -> "exit code; stderr is:\n" + err())
        .succeedsWithin(15, TimeUnit.SECONDS)
        .isEqualTo(code);
    return this;
  }

  public boolean running() {
    return !exitCode.isDone();
  }

  public String out() {
    return bytesOut.toString(StandardCharsets.UTF_8);
  }

  public byte[] bytesOut() {
    return bytesOut.toByteArray();
  }

  public String err() {
    return err.toString();
  }
}

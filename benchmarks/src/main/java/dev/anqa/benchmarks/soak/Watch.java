package dev.anqa.benchmarks.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.benchmarks.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server's process and its log of collections tell. Not for more than one thread. */
final class Watch {
  /** Such as {@code GC(4) Pause Full (Diagnostic Command) 30M->18M(247M) 80.1ms}. */
  private static final Pattern PAUSE =
      Pattern.compile("Pause (Full|Young)[^\\n]* \\d+M->(\\d+)M\\(\\d+M\\)");

  private final RunningServer server;
  private final Path log;
  private long read;
  private double heapMib;
  private double liveMib;

  private Watch(RunningServer server, Path log) {
    this.server = server;
    this.log = log;
  }

  /** Watches a server that was started with the {@link #jvmOption}. */
  static Watch of(RunningServer server, Path log) {
    return new Watch(server, log);
  }

  /** Makes a JVM write the log. */
  static String jvmOption(Path log) {
    return "-Xlog:gc:file=" + log;
  }

  /** Has it collect all its garbage; goes on without waiting. */
  void collect() throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    new ProcessBuilder(List.of(jcmd, Long.toString(server.pid()), "GC.run"))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Reads what was written since the last look. */
  void look() throws IOException {
    byte[] all = Files.readAllBytes(log);
    String fresh = new String(all, (int) read, (int) (all.length - read), UTF_8);
    int end = fresh.lastIndexOf('\n') + 1;
    read += fresh.substring(0, end).getBytes(UTF_8).length;
    Matcher pause = PAUSE.matcher(fresh.substring(0, end));
    while (pause.find()) {
      heapMib = Double.parseDouble(pause.group(2));
      if (pause.group(1).equals("Full")) {
        liveMib = heapMib;
      }
    }
  }

  /** The heap in use after the last collection, in MiB. */
  double heapMib() {
    return heapMib;
  }

  /** The same after the last whole one: what is alive. */
  double liveMib() {
    return liveMib;
  }

  double rssMib() throws IOException {
    return server.rssBytes() / (double) (1 << 20);
  }

  double cpuSeconds() throws IOException {
    return server.cpuSeconds();
  }
}

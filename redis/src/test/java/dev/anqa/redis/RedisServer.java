package dev.anqa.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real {@code redis-server} on the loopback address, with a folder of its own. */
public final class RedisServer implements AutoCloseable {
  private final Path folder;
  private final int port;
  private final List<String> command;

  /** Null while it is not running. */
  private Process process;

  private RedisServer(int port, List<String> options) {
    this.port = port;
    try {
      this.folder = Files.createTempDirectory("anqa-redis");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.command = new ArrayList<>(List.of("redis-server"));
    command.addAll(options);
  }

  /** Starts one on a free port, with further options such as {@code --requirepass}. */
  public static RedisServer start(String... options) {
    return at(freePort(), options).launch();
  }

  /** One that does not run yet. */
  static RedisServer at(int port, String... options) {
    List<String> all = new ArrayList<>(List.of("--port", Integer.toString(port)));
    all.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
    all.addAll(List.of(options));
    return new RedisServer(port, all);
  }

  /** Starts one that speaks TLS only. */
  static RedisServer startTls(String... options) {
    int port = freePort();
    List<String> all = new ArrayList<>(List.of("--port", "0", "--tls-port", "" + port));
    all.addAll(List.of("--bind", "127.0.0.1", "--save", ""));
    all.addAll(List.of(options));
    return new RedisServer(port, all).launch();
  }

  /** Starts a sentinel that watches a server under the name {@code main}. */
  static RedisServer startSentinel(RedisServer watched) {
    int port = freePort();
    RedisServer sentinel = new RedisServer(port, List.of());
    Path config = sentinel.folder.resolve("sentinel.conf");
    try {
      Files.writeString(
          config,
          """
          port %d
          bind 127.0.0.1
          sentinel monitor main 127.0.0.1 %d 1
          sentinel down-after-milliseconds main 500
          sentinel failover-timeout main 5000
          """
              .formatted(port, watched.port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sentinel.command.addAll(List.of(config.toString(), "--sentinel"));
    return sentinel.launch();
  }

  /** Starts it, again perhaps, and waits until it answers. */
  RedisServer launch() {
    try {
      process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      BufferedReader out = process.inputReader();
      List<String> lines = new ArrayList<>();
      for (String line = out.readLine(); !isReady(line); line = out.readLine()) {
        if (line == null) {
          throw new IllegalStateException("redis-server ended: " + lines);
        }
        lines.add(line);
      }
      Thread.ofVirtual().name("redis-server-log").start(() -> out.lines().forEach(_ -> {}));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command, e);
    }
  }

  private static boolean isReady(String line) {
    return line != null && (line.contains("Ready to accept") || line.contains("+monitor master"));
  }

  /** Ends it as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("redis-server does not die");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets it stand still: connections stay, nothing is answered. */
  void stop() {
    signal("-STOP");
  }

  /** Lets it go on. */
  void goOn() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      int status =
          new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("kill " + signal + " ended with " + status);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  int port() {
    return port;
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Lets it run a command; what it answers if that is text, or else its first line. */
  String run(String... words) {
    byte[][] bytes = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = words[i].getBytes(UTF_8);
    }
    return run(bytes);
  }

  /** As {@link #run(String...)}. */
  String run(byte[]... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(("*" + words.length + "\r\n").getBytes(UTF_8));
    for (byte[] word : words) {
      out.writeBytes(("$" + word.length + "\r\n").getBytes(UTF_8));
      out.writeBytes(word);
      out.writeBytes("\r\n".getBytes(UTF_8));
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(out.toByteArray());
      BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      String line = in.readLine();
      if (!line.startsWith("$")) {
        return line;
      }
      char[] text = new char[Integer.parseInt(line.substring(1))];
      for (int read = 0; read < text.length; ) {
        read += in.read(text, read, text.length - read);
      }
      return new String(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Below the ports that the system gives to connections, also with the 10,000 of a cluster. */
  static int freePort() {
    for (int tries = 1; ; tries++) {
      int port = ThreadLocalRandom.current().nextInt(12_000, 20_000);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (IOException e) {
        if (tries == 100) {
          throw new UncheckedIOException("no port found in " + tries + " tries", e);
        }
      }
    }
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.forEach(file -> file.toFile().deleteOnExit()); // Which begins with the last.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

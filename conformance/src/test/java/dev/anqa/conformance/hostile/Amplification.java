package dev.anqa.conformance.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import dev.anqa.Endpoint;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.WsFrame;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.LongUnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.Awaitility;

/**
 * What a server allocates, on the heap and beside it, and how long its threads work, for what one
 * client sends. Of the heap and of CPU, its own threads alone are counted: event loops, timers, and
 * the carriers of callbacks; so clients run on platform threads of other names.
 *
 * <p>As a program it prints a table of all attacks: bytes allocated for each byte sent, the CPU,
 * and the most that Netty had taken of direct memory.
 */
final class Amplification implements AutoCloseable {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int PATIENCE_MILLIS = 20_000;

  /** What an attacker sends: as much as a body may have, nearly. */
  static final int WHOLE = 960_000;

  /** On each connection of many. */
  static final int PIECE = 1_000;

  private static final String UPGRADE =
      """
      Connection: Upgrade
      Upgrade: websocket
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Version: 13
      """
          .replace("\n", "\r\n");

  /** Kept here, since the log manager forgets loggers that nobody holds. */
  private static final Logger LOG = Logger.getLogger("dev.anqa");

  private final RunningLab lab;

  /** A listener behind a proxy that is on this machine. */
  private final Endpoint proxied;

  /** Connections that attacks need beside the one that they send on. */
  private final List<Socket> kept = new ArrayList<>();

  Amplification(RunningLab lab) {
    this.lab = lab;
    this.proxied =
        Endpoint.builder()
            .http(0, http -> http.host("127.0.0.1").proxyProtocol(true))
            .limits(l -> l.trustedProxies("127.0.0.1"))
            .noLog()
            .start();
    LOG.setLevel(Level.OFF); // Many of these are told to it, line by line.
  }

  /** Lets others log again. */
  @Override
  public void close() {
    LOG.setLevel(null);
    for (Socket each : kept) {
      try {
        each.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    proxied.close();
    lab.close();
  }

  /**
   * What one run cost the server.
   *
   * @param sent bytes that the client wanted to send; the server may have cut it before
   * @param allocated bytes on the heap
   * @param cpuNanos of its threads
   * @param direct bytes beside the heap that Netty's allocator had at most, more than before
   */
  record Cost(int sent, long allocated, long cpuNanos, long direct) {}

  /** Makes what is sent. */
  interface Bytes {
    /** At most about so many, all at once on one connection. */
    byte[] of(Amplification target, int bytes);
  }

  /** Where an attack goes. */
  enum Entry {
    /** All on one connection to the Lab. */
    LAB,
    /** About a kilobyte on each connection to the listener behind a proxy. */
    PROXIED
  }

  /**
   * An attack: what a client sends on one connection.
   *
   * @param perByte how many bytes the server may allocate for each that is sent
   */
  record Attack(String name, int perByte, Entry entry, Bytes bytes) {
    /** The same, which may cost so much. */
    Attack allowing(int bytesPerByte) {
      return new Attack(name, bytesPerByte, entry, bytes);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  public static void main(String[] args) {
    try (Amplification amplification = new Amplification(RunningLab.start())) {
      System.out.printf(
          "%-48s %10s %10s %10s %9s %10s%n",
          "attack", "a quarter", "a half", "a megabyte", "its CPU", "direct");
      for (Attack attack : Attacks.all()) {
        amplification.run(attack, WHOLE / 4);
        Cost quarter = amplification.run(attack, WHOLE / 4);
        Cost half = amplification.run(attack, WHOLE / 2);
        Cost whole = amplification.run(attack, WHOLE);
        System.out.printf(
            Locale.ROOT,
            "%-48s %9.1fx %9.1fx %9.1fx %6.0f ms %7d kB%n",
            attack,
            perByte(quarter),
            perByte(half),
            perByte(whole),
            whole.cpuNanos() / 1e6,
            whole.direct() / 1_000);
      }
    }
  }

  private static double perByte(Cost cost) {
    return (double) cost.allocated() / cost.sent();
  }

  /** Attacks with about so many bytes, and waits until the server has done with them. */
  Cost run(Attack attack, int bytes) {
    byte[] sent = attack.bytes().of(this, bytes);
    await();
    Map<Long, Long> allocated = allocated();
    Map<Long, Long> cpu = cpuNanos();
    try (DirectMemory direct = new DirectMemory()) {
      send(attack.entry(), sent);
      await();
      return new Cost(
          sent.length,
          since(allocated, allocated()),
          since(cpu, cpuNanos()),
          direct.mostSinceBefore());
    }
  }

  private void send(Entry entry, byte[] bytes) {
    switch (entry) {
      case LAB -> send(lab.port(), bytes);
      case PROXIED -> {
        for (int i = 0; i < bytes.length; i += PIECE) {
          send(proxied.port(), Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + PIECE)));
        }
      }
    }
  }

  private static void send(int port, byte[] bytes) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      Thread writer = Thread.ofPlatform().name("attacker").start(() -> write(socket, bytes));
      byte[] thrownAway = new byte[65_536];
      InputStream in = socket.getInputStream();
      int n;
      do {
        n = read(in, thrownAway);
      } while (n >= 0);
      writer.join();
    } catch (IOException e) {
      throw new UncheckedIOException("the server does not close", e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static int read(InputStream in, byte[] buffer) throws IOException {
    try {
      return in.read(buffer);
    } catch (java.net.SocketException e) {
      return -1; // Cut.
    }
  }

  private static void write(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
    } catch (IOException e) {
      return; // The server had enough.
    }
  }

  /** Where the Lab listens. */
  int port() {
    return lab.port();
  }

  /**
   * Sends a request on a connection that stays, and reads the answer until a line begins so.
   *
   * @return the rest of that line
   */
  String keep(String request, String line) {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), lab.port());
      kept.add(socket);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(latin(request));
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      String next = in.readLine();
      while (next != null && !next.startsWith(line)) {
        next = in.readLine();
      }
      return next == null ? "" : next.substring(line.length());
    } catch (IOException e) {
      throw new UncheckedIOException(request, e);
    }
  }

  /** Until the threads have nothing to do. */
  private static void await() {
    AtomicLong before = new AtomicLong(-1);
    AtomicInteger quiet = new AtomicInteger();
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          long now = since(Map.of(), allocated());
          boolean still = now - before.getAndSet(now) < 20_000;
          return (still ? quiet.incrementAndGet() : quiet.getAndSet(0)) >= 3;
        });
  }

  /** What each of its threads that live allocated, by their ids. */
  private static Map<Long, Long> allocated() {
    return ofEachThread(THREADS::getThreadAllocatedBytes);
  }

  private static Map<Long, Long> cpuNanos() {
    return ofEachThread(THREADS::getThreadCpuTime);
  }

  private static Map<Long, Long> ofEachThread(LongUnaryOperator figure) {
    Map<Long, Long> all = new HashMap<>();
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (isServer(thread)) {
        all.put(thread.getThreadId(), Math.max(0, figure.applyAsLong(thread.getThreadId())));
      }
    }
    return all;
  }

  /** The growth of all threads together; one that ended meanwhile takes nothing from others. */
  private static long since(Map<Long, Long> before, Map<Long, Long> now) {
    return now.entrySet().stream()
        .mapToLong(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0L))
        .sum();
  }

  private static boolean isServer(ThreadInfo thread) {
    return thread != null
        && (thread.getThreadName().startsWith("anqa-")
            || thread.getThreadName().startsWith("ForkJoinPool-1-worker"));
  }

  // What attacks are made of.

  /** So many times a text, the numbers of the repetitions put in. */
  static String repeated(int bytes, IntFunction<String> text) {
    StringBuilder all = new StringBuilder(bytes + 100);
    for (int i = 0; all.length() < bytes; i++) {
      all.append(text.apply(i));
    }
    return all.toString();
  }

  static byte[] latin(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /** A handshake at a path, and frames behind it, a close at the end. */
  static byte[] frames(String path, String headers, Iterable<byte[]> frames) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(latin("GET " + path + " HTTP/1.1\r\nHost: h\r\n" + UPGRADE + headers + "\r\n"));
    frames.forEach(out::writeBytes);
    out.writeBytes(frame(0x88, new byte[] {3, (byte) 0xe8}));
    return out.toByteArray();
  }

  /**
   * One frame with a mask of zeros.
   *
   * @param first its first byte: flags and opcode
   */
  static byte[] frame(int first, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 14);
    out.write(first);
    if (payload.length < 126) {
      out.write(0x80 | payload.length);
    } else if (payload.length < 65_536) {
      out.writeBytes(new byte[] {(byte) 0xfe, (byte) (payload.length >> 8), (byte) payload.length});
    } else {
      out.write(0xff);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) payload.length >> shift));
      }
    }
    out.writeBytes(new byte[4]);
    out.writeBytes(payload);
    return out.toByteArray();
  }

  static byte[] text(String text) {
    return frame(0x80 | WsFrame.TEXT, text.getBytes(UTF_8));
  }
}

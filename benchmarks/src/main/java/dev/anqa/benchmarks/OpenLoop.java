package dev.anqa.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Clients that send echoes when their time has come, whether or not earlier ones were answered: as
 * people do, who do not wait for each other. The latency of an echo counts from the moment it was
 * to be sent, so that a server that stands still is charged with all that would have been sent
 * meanwhile. One thread, which never sleeps: it takes a core.
 */
final class OpenLoop implements AutoCloseable {
  /** The number of an echo, in its ref, always as long. */
  private static final int DIGITS = 12;

  /** Where it is in a message, and in the reply: behind {@code ["1","}. */
  private static final int REF_AT = 6;

  /** The length that says that the length is in the next two bytes; replies are that short. */
  private static final int TWO_BYTES = 126;

  private static final long PATIENCE_NANOS = 5_000_000_000L;
  private static final int MOST_AT_ONCE = 64;

  private final Selector selector = Selector.open();
  private final List<Client> clients = new ArrayList<>();

  /** What is done with the number of an echo that was answered. */
  private interface Answered {
    void answered(Client client, long number) throws IOException;
  }

  private static final class Client {
    final SocketChannel channel;
    final ByteBuffer in = ByteBuffer.allocateDirect(1 << 16);
    final ByteBuffer echo;

    /** Where the ref is in the frame. */
    final int refAt;

    Client(SocketChannel channel, String topic) {
      this.channel = channel;
      String text =
          "[\"1\",\"%s\",\"%s\",\"echo\",{\"a\":1,\"p\":\"%s\"}]"
              .formatted("0".repeat(DIGITS), topic, "x".repeat(50));
      byte[] frame = CountingClient.frame(text.getBytes(US_ASCII));
      refAt = frame.length - text.length() + REF_AT;
      echo = ByteBuffer.allocateDirect(frame.length).put(frame);
    }

    void send(long number) throws IOException {
      long rest = number;
      for (int i = refAt + DIGITS - 1; i >= refAt; i--) {
        echo.put(i, (byte) ('0' + rest % 10));
        rest /= 10;
      }
      echo.rewind();
      while (echo.hasRemaining()) {
        channel.write(echo); // Small beside the socket's buffer: it is full only behind a stall.
      }
    }
  }

  /** Connects clients to the {@code bench} channel, each on a topic of its own. */
  OpenLoop(int port, String path, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      clients.add(connect(port, path, "bench:" + i));
    }
  }

  private Client connect(int port, String path, String topic) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    Client client = new Client(channel, topic);
    String request =
        """
        GET %s?vsn=2.0.0 HTTP/1.1\r
        Host: localhost\r
        Connection: Upgrade\r
        Upgrade: websocket\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        \r
        """
            .formatted(path);
    channel.write(ByteBuffer.wrap(request.getBytes(ISO_8859_1)));
    expect(client, "HTTP/1.1 101", "\r\n\r\n");
    String join = "[\"1\",\"1\",\"%s\",\"phx_join\",{}]".formatted(topic);
    channel.write(ByteBuffer.wrap(CountingClient.frame(join.getBytes(US_ASCII))));
    expect(client, "\"status\":\"ok\"", "]");
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, client);
    return client;
  }

  /** Reads until it ends so; nothing comes behind it, as nobody asked for more. */
  private static void expect(Client client, String part, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (!text.toString().endsWith(end)) {
      if (client.channel.read(client.in) < 0) {
        throw new EOFException("closed behind: " + text);
      }
      text.append(ISO_8859_1.decode(client.in.flip()));
      client.in.clear();
    }
    if (text.indexOf(part) < 0) {
      throw new IOException("the server answered " + text + " (expected: " + part + ")");
    }
  }

  /**
   * How many echoes a second there can be, when each client sends the next when one of its last
   * ones is answered.
   */
  double capacity(int outstanding, int seconds) throws IOException {
    long[] answers = {0};
    boolean[] over = {false};
    Answered next =
        (client, number) -> {
          answers[0]++;
          if (!over[0]) {
            client.send(number);
          }
        };
    for (Client client : clients) {
      for (int i = 0; i < outstanding; i++) {
        client.send(i);
      }
    }
    long began = System.nanoTime();
    while (System.nanoTime() - began < seconds * 1_000_000_000L) {
      poll(next);
    }
    double rate = answers[0] * 1e9 / (System.nanoTime() - began);
    over[0] = true;
    // As many as there were are still to come.
    answers[0] = 0;
    await(() -> answers[0], (long) outstanding * clients.size(), next);
    return rate;
  }

  /**
   * Sends at a rate, and waits for the answers.
   *
   * @param perSecond echoes of all clients together
   * @param warmUpSeconds of the time, whose echoes are not recorded
   * @return the latencies in nanoseconds
   */
  Histogram run(double perSecond, int seconds, int warmUpSeconds) throws IOException {
    Histogram latencies = new Histogram(3);
    double interval = 1e9 / perSecond;
    long total = (long) (perSecond * seconds);
    long skipped = (long) (perSecond * warmUpSeconds);
    long began = System.nanoTime();
    long[] answers = {0};
    Answered record =
        (_, number) -> {
          answers[0]++;
          if (number >= skipped) {
            latencies.recordValue(System.nanoTime() - began - (long) (number * interval));
          }
        };
    long sent = 0;
    while (sent < total) {
      long due = Math.min(total, 1 + (long) ((System.nanoTime() - began) / interval));
      for (int i = 0; sent < due && i < MOST_AT_ONCE; i++, sent++) {
        clients.get((int) (sent % clients.size())).send(sent);
      }
      poll(record);
    }
    await(() -> answers[0], total, record);
    return latencies;
  }

  private interface Count {
    long now();
  }

  private void await(Count count, long expected, Answered answered) throws IOException {
    long until = System.nanoTime() + PATIENCE_NANOS;
    while (count.now() < expected) {
      poll(answered);
      if (System.nanoTime() > until) {
        throw new IOException(
            String.format(
                Locale.ROOT, "%d answers (expected: %d within 5 s)", count.now(), expected));
      }
    }
  }

  private void poll(Answered answered) throws IOException {
    selector.selectNow(key -> {
      try {
        read((Client) key.attachment(), answered);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  private static void read(Client client, Answered answered) throws IOException {
    if (client.channel.read(client.in) < 0) {
      throw new EOFException("the server closed a connection");
    }
    ByteBuffer in = client.in.flip();
    for (int frame = frameLength(in); frame > 0; frame = frameLength(in)) {
      int text = in.position() + (in.get(in.position() + 1) < TWO_BYTES ? 2 : 4);
      answered.answered(client, number(in, text + REF_AT));
      in.position(in.position() + frame);
    }
    in.compact();
  }

  /** Of the frame at the position, its header included; 0 if it is not all there. */
  static int frameLength(ByteBuffer in) {
    if (in.remaining() < 4) {
      return 0;
    }
    int length = in.get(in.position() + 1);
    int frame = length < TWO_BYTES ? 2 + length : 4 + in.getShort(in.position() + 2);
    return in.remaining() < frame ? 0 : frame;
  }

  private static long number(ByteBuffer in, int at) {
    long number = 0;
    for (int i = at; i < at + DIGITS; i++) {
      number = number * 10 + (in.get(i) - '0');
    }
    return number;
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.channel.close();
    }
    selector.close();
  }
}

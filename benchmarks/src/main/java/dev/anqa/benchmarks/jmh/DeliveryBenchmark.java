package dev.anqa.benchmarks.jmh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.anqa.Endpoint;
import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.JoinResult;
import dev.anqa.limits.Cap;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Payload;
import dev.anqa.socket.SocketHandler;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A delivery of a broadcast, over loopback, from the broadcast to the client's bytes. What is
 * allocated is the server's, but for what the JDK allocates for a read: clients read into one
 * buffer.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DeliveryBenchmark {
  private static final int CLIENTS = 1_000;
  private static final int MASKED = 0x80;
  private static final String JOIN = "[\"1\",\"1\",\"room:lobby\",\"phx_join\",{}]";

  private final Endpoint endpoint =
      Endpoint.builder()
          .http(0)
          .noLog()
          .limits(limits ->
              limits.handshakesPerSecond(Cap.off()).handshakesPerSecondPerAddress(Cap.off()))
          .socket("/socket", SocketHandler.anonymous().channel("room:*", Quiet::new))
          .start();
  private final Broadcast broadcast =
      new Broadcast("room:lobby", "new_msg", Payload.json("{\"body\":\"" + "x".repeat(53) + "\"}"));
  private final List<SocketChannel> clients = new ArrayList<>();
  private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);

  /** Bytes of the frame that carries the broadcast. */
  private int frameBytes;

  private static final class Quiet implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return JoinResult.ok();
    }
  }

  /** Joins all clients. */
  @Setup
  public void join() throws IOException {
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(joined());
    }
    endpoint.pubsub().broadcast(broadcast);
    for (SocketChannel client : clients) {
      frameBytes = frame(client);
    }
  }

  private SocketChannel joined() throws IOException {
    SocketChannel client =
        SocketChannel.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.port()));
    client.setOption(StandardSocketOptions.TCP_NODELAY, true);
    String upgrade =
        """
        GET /socket/websocket?vsn=2.0.0 HTTP/1.1\r
        Host: localhost\r
        Connection: Upgrade\r
        Upgrade: websocket\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        \r
        """;
    client.write(ByteBuffer.wrap(upgrade.getBytes(US_ASCII)));
    in.clear().limit(1);
    for (int ends = 0; ends < 2; ) { // Two ends of lines in a row.
      in.rewind();
      read(client);
      byte next = in.get(0);
      ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
    }
    byte[] join = JOIN.getBytes(US_ASCII);
    ByteBuffer masked = ByteBuffer.allocate(6 + join.length); // The mask is zero.
    client.write(
        masked.put((byte) 0x81).put((byte) (MASKED | join.length)).putInt(0).put(join).flip());
    frame(client);
    return client;
  }

  /** Reads one frame of at most 125 bytes, or with two bytes of length; returns its size. */
  private int frame(SocketChannel client) throws IOException {
    in.clear().limit(2);
    read(client);
    int length = in.get(1);
    if (length == 126) {
      in.clear().limit(2);
      read(client);
      length = in.getShort(0);
      in.clear().limit(length);
      read(client);
      return 4 + length;
    }
    in.clear().limit(length);
    read(client);
    return 2 + length;
  }

  /** Fills the buffer up to its limit. */
  private void read(SocketChannel client) throws IOException {
    while (in.hasRemaining()) {
      if (client.read(in) < 0) {
        throw new EOFException("closed by the server");
      }
    }
  }

  /** One broadcast to all, until the last client has it. */
  @Benchmark
  @OperationsPerInvocation(CLIENTS)
  public void deliver() throws IOException {
    endpoint.pubsub().broadcast(broadcast);
    for (int i = 0; i < CLIENTS; i++) {
      in.clear().limit(frameBytes);
      read(clients.get(i));
    }
  }

  /** Ends all. */
  @TearDown
  public void close() throws IOException {
    for (SocketChannel client : clients) {
      client.close();
    }
    endpoint.close();
  }
}

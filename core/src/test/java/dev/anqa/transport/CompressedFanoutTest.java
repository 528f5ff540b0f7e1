package dev.anqa.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.pubsub.Batch;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Encoded;
import dev.anqa.pubsub.Format;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.Subscriber;
import dev.anqa.serializer.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.io.DataInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A broadcast is encoded once, and compressed once, for all who agreed on it. */
final class CompressedFanoutTest {
  private static final int CLIENTS = 40;
  private static final WebSocketSettings COMPRESSED =
      new WebSocketOptions().compress(true).webSocketSettings();

  private final List<Socket> clients = new ArrayList<>();
  private final AtomicInteger encodes = new AtomicInteger();

  /** The memory behind what was written: each loop has one for a frame. */
  private final Set<ByteBuf> memory =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  /** The event as a text frame. */
  private final Format format =
      new Format() {
        @Override
        public Encoded encode(Broadcast broadcast) {
          encodes.incrementAndGet();
          return new Frame.Text(broadcast.event().getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Encoded join(List<Encoded> parts) {
          return new Frame.Several(parts.stream().map(Frame.class::cast).toList());
        }
      };

  private LoopbackServer server;

  private final class Recorder extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ByteBuf buffer = (ByteBuf) message;
      memory.add(buffer.unwrap() == null ? buffer : buffer.unwrap());
      var _ = ctx.write(message, promise);
    }
  }

  private final class Client implements Subscriber {
    private final RecordingSession session;

    Client(RecordingSession session) {
      this.session = session;
    }

    @Override
    public void deliver(Batch batch) {
      session.outbound.send((Frame) batch.encoded(format));
    }

    @Override
    public Format format() {
      return format;
    }
  }

  private record Received(boolean compressed, String text) {}

  @BeforeEach
  void start() throws Exception {
    server = new LoopbackServer(NettyIo.AUTO, COMPRESSED, /* tls= */ false);
    server.front(Recorder::new);
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
    server.close();
  }

  @Test
  void compressesABroadcastOnceForAllClients() throws Exception {
    connect(CLIENTS);
    String text = "hello ".repeat(200);

    broadcast(text);

    for (Socket client : clients) {
      assertThat(receive(client)).isEqualTo(new Received(true, text));
    }
    assertThat(encodes).hasValue(1);
    assertThat(memory).hasSize(1);
    assertThat(memory.iterator().next().capacity()).isLessThan(100);
    server.settle();
    await().until(() -> memory.stream().allMatch(each -> each.refCnt() == 0));
  }

  @Test
  void compressesABroadcastOnceForTheClientsOfAllLoops() throws Exception {
    restartOnTwoLoops();
    connect(CLIENTS);
    String text = "hello ".repeat(200);

    broadcast(text);

    for (Socket client : clients) {
      assertThat(receive(client)).isEqualTo(new Received(true, text));
    }
    server.settle();
    assertThat(server.inUse()).hasSize(2);
    assertThat(encodes).hasValue(1);
    assertThat(deflations()).isEqualTo(1);
    assertThat(memory).hasSize(2);
  }

  /** One loop has them one by one, the other, which was busy, all at once. */
  @Test
  void compressesBroadcastsOnceThoughTheyWaitedTogetherOnOneLoopOnly() throws Exception {
    restartOnTwoLoops();
    connect(CLIENTS);
    CountDownLatch release = server.block();
    broadcast("a".repeat(1_000));
    broadcast("short");
    broadcast("b".repeat(1_000));
    release.countDown();

    for (Socket client : clients) {
      assertThat(receive(client)).isEqualTo(new Received(true, "a".repeat(1_000)));
      assertThat(receive(client)).isEqualTo(new Received(false, "short"));
      assertThat(receive(client)).isEqualTo(new Received(true, "b".repeat(1_000)));
    }
    server.settle();
    assertThat(encodes).hasValue(3);
    assertThat(deflations()).isEqualTo(2);
  }

  @Test
  void keepsBothKindsWhereClientsDiffer() throws Exception {
    connect(CLIENTS / 2);
    server.settings(COMPRESSED.withoutCompression());
    connect(CLIENTS / 2);
    String text = "hello ".repeat(200);

    broadcast(text);

    for (Socket client : clients) {
      boolean compressed = clients.indexOf(client) < CLIENTS / 2;
      assertThat(receive(client)).isEqualTo(new Received(compressed, text));
    }
    assertThat(encodes).hasValue(1);
    assertThat(memory).hasSize(2);
  }

  @Test
  void sharesShortBroadcastsAsTheyAreWithClientsOfAnyKind() throws Exception {
    connect(2);
    server.settings(COMPRESSED.withoutCompression());
    connect(2);

    broadcast("x".repeat(511));

    for (Socket client : clients) {
      assertThat(receive(client)).isEqualTo(new Received(false, "x".repeat(511)));
    }
    assertThat(memory).hasSize(1);
  }

  /** Those that leave in one buffer are still messages of their own, the long ones compressed. */
  @Test
  void compressesEachOfTheBroadcastsThatWaitedTogether() throws Exception {
    connect(CLIENTS);
    CountDownLatch release = server.block();
    broadcast("a".repeat(1_000));
    broadcast("short");
    broadcast("b".repeat(1_000));
    release.countDown();

    for (Socket client : clients) {
      assertThat(receive(client)).isEqualTo(new Received(true, "a".repeat(1_000)));
      assertThat(receive(client)).isEqualTo(new Received(false, "short"));
      assertThat(receive(client)).isEqualTo(new Received(true, "b".repeat(1_000)));
    }
    assertThat(encodes).hasValue(3);
    assertThat(memory).hasSize(1);
  }

  @Test
  void compressesWhatOneClientIsSentOnly() throws Exception {
    connect(1);
    RecordingSession session = server.session(0);

    session.outbound.send(new Frame.Text(ClientBytes.utf8("x".repeat(600))));
    session.outbound.send(new Frame.Ping(new byte[125]));
    session.outbound.send(new Frame.Text(ClientBytes.utf8("")));

    assertThat(receive(clients.getFirst())).isEqualTo(new Received(true, "x".repeat(600)));
    assertThat(receive(clients.getFirst())).isEqualTo(new Received(false, "\0".repeat(125)));
    assertThat(receive(clients.getFirst())).isEqualTo(new Received(false, ""));
  }

  private void restartOnTwoLoops() throws Exception {
    server.close();
    server = new LoopbackServer(NettyIo.AUTO, COMPRESSED, /* tls= */ false, /* loopCount= */ 2);
    server.front(Recorder::new);
  }

  private long deflations() {
    return server.inUse().stream().mapToLong(Loop::deflations).sum();
  }

  private void connect(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      clients.add(server.connect());
      RecordingSession session = server.session(clients.size() - 1);
      server.pubsub.subscribe("topic", new Client(session), session.outbound.partition());
    }
    server.settle();
    memory.clear();
  }

  private void broadcast(String text) {
    server.pubsub.broadcast(new Broadcast("topic", text, Payload.empty()));
  }

  private static Received receive(Socket client) throws Exception {
    DataInputStream in = new DataInputStream(client.getInputStream());
    int first = in.readUnsignedByte();
    int length = in.readUnsignedByte();
    byte[] payload = new byte[length == 126 ? in.readUnsignedShort() : length];
    in.readFully(payload);
    boolean compressed = (first & 0x40) != 0;
    byte[] message = compressed ? Deflated.inflate(payload) : payload;
    return new Received(compressed, new String(message, StandardCharsets.UTF_8));
  }
}

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
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
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

/** What design decision 6 promises: a broadcast is copied once, and what waits leaves together. */
final class FanoutTest {
  private static final int CLIENTS = 40;

  /** The event as a text frame. */
  private static final Format FORMAT =
      new Format() {
        @Override
        public Encoded encode(Broadcast broadcast) {
          return new Frame.Text(broadcast.event().getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Encoded join(List<Encoded> parts) {
          return new Frame.Several(parts.stream().map(Frame.class::cast).toList());
        }
      };

  private final List<Socket> clients = new ArrayList<>();
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger flushes = new AtomicInteger();

  /** The memory behind what was written. */
  private final Set<ByteBuf> memory =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  private LoopbackServer server;

  /** Counts what the connection does to its channel. */
  private final class Counter extends ChannelDuplexHandler {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      writes.incrementAndGet();
      ByteBuf buffer = (ByteBuf) message;
      memory.add(buffer.unwrap() == null ? buffer : buffer.unwrap());
      var _ = ctx.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
      flushes.incrementAndGet();
      ctx.flush();
    }
  }

  private record Client(RecordingSession session) implements Subscriber {
    @Override
    public void deliver(Batch batch) {
      session.outbound.send((Frame) batch.encoded(FORMAT));
    }

    @Override
    public Format format() {
      return FORMAT;
    }
  }

  @BeforeEach
  void connect() throws Exception {
    server = new LoopbackServer(NettyIo.AUTO, WebSocketSettings.DEFAULT, /* tls= */ false);
    server.front(Counter::new);
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(server.connect());
      Subscriber client = new Client(server.session(i));
      server.pubsub.subscribe("a", client, server.session(i).outbound.partition());
      server.pubsub.subscribe("b", client, server.session(i).outbound.partition());
    }
    server.settle();
    writes.set(0);
    flushes.set(0);
  }

  @AfterEach
  void disconnect() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
    server.close();
  }

  @Test
  void copiesABroadcastOnceForAllClients() throws Exception {
    broadcast("a", "hello");

    assertThat(received(7)).allMatch("\u0081\u0005hello"::equals);
    assertThat(memory).hasSize(1);
    assertThat(writes).hasValue(CLIENTS);
    assertThat(flushes).hasValue(CLIENTS);
  }

  @Test
  void writesAllWaitingBroadcastsOfATopicAtOnce() throws Exception {
    CountDownLatch release = server.block();
    for (int i = 0; i < 16; i++) {
      broadcast("a", "no. " + (char) ('a' + i));
    }
    release.countDown();

    assertThat(received(16 * 7))
        .allSatisfy(each -> assertThat(each).startsWith("\u0081\u0005no. a").endsWith("no. p"));
    assertThat(memory).hasSize(1);
    assertThat(writes).hasValue(CLIENTS);
    assertThat(flushes).hasValue(CLIENTS);
  }

  @Test
  void flushesOnceForWaitingBroadcastsOfSeveralTopics() throws Exception {
    CountDownLatch release = server.block();
    for (int i = 0; i < 16; i++) {
      broadcast(i % 2 == 0 ? "a" : "b", "no. " + (char) ('a' + i));
    }
    release.countDown();

    assertThat(received(16 * 7))
        .allSatisfy(each -> assertThat(each).startsWith("\u0081\u0005no. a").endsWith("no. p"));
    assertThat(memory).hasSize(16);
    assertThat(writes).hasValue(16 * CLIENTS);
    assertThat(flushes).hasValue(CLIENTS);
  }

  @Test
  void writesAndFlushesOnceForAllAnswersToWhatWasReadTogether() throws Exception {
    server.onText((outbound, text) -> outbound.send(new Frame.Text(ClientBytes.utf8(text))));
    CountDownLatch release = server.block();
    ByteBuf[] frames = new ByteBuf[10];
    for (int i = 0; i < 10; i++) {
      frames[i] = ClientBytes.text("x");
    }
    clients.getFirst().getOutputStream().write(ClientBytes.all(frames));
    release.countDown();

    assertThat(clients.getFirst().getInputStream().readNBytes(30)).hasSize(30);
    assertThat(writes).hasValue(1);
    assertThat(flushes).hasValue(1);
  }

  @Test
  void keepsTheOrderOfWhatIsForOneAndWhatIsForAll() throws Exception {
    CountDownLatch release = server.block();
    send("1");
    send("2");
    broadcast("a", "3");
    send("4");
    broadcast("b", "5");
    send("6");
    release.countDown();

    byte[] all = clients.getFirst().getInputStream().readNBytes(6 * 3);
    assertThat(new String(all, StandardCharsets.ISO_8859_1).replace("\u0081\u0001", ""))
        .isEqualTo("123456");
  }

  private void send(String text) {
    server.session(0).outbound.send(new Frame.Text(ClientBytes.utf8(text)));
  }

  @Test
  void releasesWhatWasSharedWhenItHasLeft() throws Exception {
    broadcast("a", "hello");
    received(7);

    await().until(() -> memory.stream().allMatch(each -> each.refCnt() == 0));
  }

  private void broadcast(String topic, String event) {
    server.pubsub.broadcast(new Broadcast(topic, event, Payload.empty()));
  }

  /** The next so many bytes that each client gets. */
  private List<String> received(int length) throws Exception {
    List<String> all = new ArrayList<>();
    for (Socket client : clients) {
      byte[] bytes = client.getInputStream().readNBytes(length);
      all.add(new String(bytes, StandardCharsets.ISO_8859_1));
    }
    server.settle();
    return all;
  }
}

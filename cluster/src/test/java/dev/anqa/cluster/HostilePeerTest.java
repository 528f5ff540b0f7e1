package dev.anqa.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.pubsub.AdapterEvent;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.ObjectMessage;
import org.jgroups.blocks.cs.TcpClient;
import org.jgroups.protocols.TCP;
import org.jgroups.stack.Protocol;
import org.jgroups.util.ByteArrayDataOutputStream;
import org.jgroups.util.ObjectWrapperSerializable;
import org.jgroups.util.Util;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a member that runs other code, or somebody who reaches the port, can do: little. */
final class HostilePeerTest {
  /** An object that tells when Java deserializes it. */
  static final class Canary implements Serializable {
    static final AtomicInteger READ = new AtomicInteger();

    final byte[] weight;

    Canary(int bytes) {
      this.weight = new byte[bytes];
    }

    private void readObject(ObjectInputStream in) throws Exception {
      in.defaultReadObject();
      READ.incrementAndGet();
    }
  }

  private final TestCluster cluster = new TestCluster();
  private TestNode a;
  private TestNode b;
  private JChannel hostile;

  @BeforeEach
  void start() throws Exception {
    Canary.READ.set(0);
    a = new TestNode(cluster.node("a"));
    b = new TestNode(cluster.node("b"));
    a.awaitMembers("a", "b");
  }

  /** Joins with JGroups as it comes, which sends and reads everything. */
  private void join() throws Exception {
    List<Protocol> protocols = new ArrayList<>(Stack.of(cluster.node("h"), (_, _) -> {}));
    TCP plain = new TCP();
    plain.setBindAddress(InetAddress.getLoopbackAddress());
    plain.setBindPort(cluster.firstPort);
    plain.setPortRange(Discovery.Local.PORTS - 1);
    protocols.set(0, plain);
    hostile = new JChannel(protocols);
    hostile.setName("hostile");
    hostile.connect(cluster.name);
    a.awaitMembers("a", "b", "hostile");
    b.awaitMembers("a", "b", "hostile");
  }

  @AfterEach
  void stop() {
    Util.close(hostile);
    b.close();
    a.close();
  }

  private void awaitMalformed(String reason) {
    await()
        .atMost(TestNode.PATIENCE)
        .untilAsserted(() ->
            assertThat(a.events)
                .anySatisfy(event ->
                    assertThat(event)
                        .isInstanceOfSatisfying(
                            AdapterEvent.MalformedFrame.class,
                            it -> assertThat(it.reason()).contains(reason))));
  }

  private void othersGoOn() {
    b.broadcast("healthy");
    a.awaitReceived("healthy");
  }

  @Test
  void tellsFramesThatAreNoBroadcasts() throws Exception {
    join();

    hostile.send(new BytesMessage(null, "no broadcast".getBytes(US_ASCII)));

    a.awaitEvent(new AdapterEvent.MalformedFrame("hostile", "version 110 (expected: 1)"));
    othersGoOn();
  }

  @Test
  void readsNoSerializedObject() throws Exception {
    join();

    hostile.send(new ObjectMessage(null, new Canary(10)));

    awaitMalformed("an object of class 20 (expected: seqnos or a digest)");
    othersGoOn();
    assertThat(Canary.READ).hasValue(0);
  }

  @Test
  void readsNoBytesThatClaimToBeASerializedObject() throws Exception {
    join();

    hostile.send(new BytesMessage(null).setObject(new Canary(10)));

    awaitMalformed("a serialized object (expected: bytes)");
    othersGoOn();
    assertThat(Canary.READ).hasValue(0);
  }

  @Test
  void readsNoSerializedObjectInFragments() throws Exception {
    join();

    hostile.send(
        new ObjectMessage(null, new ObjectWrapperSerializable(new Canary(200_000)))
            .setFlag(Message.TransientFlag.DONT_LOOPBACK)); // Or it would read it itself.

    awaitMalformed("a fragment of a message (expected: of bytes)");
    othersGoOn();
    assertThat(Canary.READ).hasValue(0);
  }

  @Test
  void knowsACanary() throws Exception {
    Util.objectFromByteBuffer(Util.objectToByteBuffer(new Canary(10)));

    assertThat(Canary.READ).hasValue(1); // Or the tests above could not fail.
  }

  @Test
  void survivesFramesChangedAtRandom() throws Exception {
    byte[] frame = frame(new BytesMessage(null, new byte[100]).setSrc(a.channel().getAddress()));
    InetAddress loopback = InetAddress.getLoopbackAddress();
    SplittableRandom random = new SplittableRandom(12);
    for (int connection = 0; connection < 20; connection++) {
      try (TcpClient client = new TcpClient(loopback, 0, loopback, cluster.firstPort)) {
        client.usePeerConnections(true);
        client.start();
        for (int i = 0; i < 100; i++) {
          byte[] changed = Arrays.copyOf(frame, 3 + random.nextInt(frame.length));
          for (int change = random.nextInt(6); change >= 0; change--) {
            changed[2 + random.nextInt(changed.length - 2)] = (byte) random.nextInt();
          }
          client.send(changed, 0, changed.length);
        }
      }
    }

    awaitMalformed("");
    othersGoOn();
  }

  private static byte[] frame(Message message) throws Exception {
    ByteArrayDataOutputStream out = new ByteArrayDataOutputStream(200);
    Util.writeMessage(message, out, /* multicast= */ true);
    return Arrays.copyOf(out.buffer(), out.position());
  }

  @Test
  void survivesWhoSpeaksSomethingElse() throws Exception {
    for (int i = 0; i < 10; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.firstPort)) {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
        assertThat(socket.getInputStream().read()).isNegative();
      }
    }

    othersGoOn();
  }
}

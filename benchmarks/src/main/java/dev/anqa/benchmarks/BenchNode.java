package dev.anqa.benchmarks;

import dev.anqa.Endpoint;
import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.limits.Cap;
import dev.anqa.presence.Presence;
import dev.anqa.pubsub.Payload;
import dev.anqa.socket.SocketHandler;
import dev.anqa.socket.SocketLimits;
import dev.anqa.transport.TlsOptions;
import java.nio.file.Path;
import java.util.Map;

/**
 * A node for what the Lab does not do: TLS, and presence on a topic that broadcasts. Prints {@code
 * READY <port>}. Its argument is a PKCS #12 file, to speak TLS.
 */
final class BenchNode {
  /** Of the file with the certificate, which is made for one run. */
  static final String PASSWORD = "benchmarks";

  /** Topics whose members are present. */
  static final String PRESENT = "present:";

  private BenchNode() {}

  static void main(String... args) {
    Presence presence = Presence.builder().build();
    SocketHandler socket =
        SocketHandler.anonymous()
            .channel("bench:*", () -> new Room(presence))
            .channel(PRESENT + "*", () -> new Room(presence))
            .limits(SocketLimits.standard().joinsPerSecond(Cap.off()).messagesPerSecond(Cap.off()));
    var builder =
        Endpoint.builder()
            .noLog()
            .presence(presence)
            .limits(l -> l.handshakesPerSecondPerAddress(Cap.off()).handshakesPerSecond(Cap.off()))
            .socket("/bench", socket, m -> m.websocket(w -> w.compress(true)));
    Endpoint endpoint =
        args.length == 0
            ? builder.http(0, o -> o.host("127.0.0.1")).start()
            : builder
                .https(
                    0, o -> o.host("127.0.0.1").tls(TlsOptions.pkcs12(Path.of(args[0]), PASSWORD)))
                .start();
    System.out.println("READY " + endpoint.port());
  }

  /** Broadcasts what it is told; its members are present under the name that they come with. */
  private static final class Room implements Channel {
    private enum Own {
      AFTER_JOIN
    }

    private final Presence presence;
    private String user = "";

    Room(Presence presence) {
      this.presence = presence;
    }

    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      user = String.valueOf(params.map().get("user"));
      if (topic.startsWith(PRESENT)) {
        socket.sendSelf(Own.AFTER_JOIN);
      }
      return JoinResult.ok();
    }

    @Override
    public void handleInfo(Object message, ChannelSocket socket) {
      presence.track(socket, user, Map.of("at", 1));
      presence.pushState(socket);
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
      socket.broadcast("broadcast", payload);
      return HandleResult.noReply();
    }
  }
}

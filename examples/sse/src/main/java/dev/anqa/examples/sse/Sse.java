package dev.anqa.examples.sse;

import dev.anqa.Endpoint;
import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.pubsub.Payload;
import dev.anqa.socket.SocketHandler;
import java.security.SecureRandom;

/** A room over server-sent events, for anything that can read lines, such as curl. */
public final class Sse {
  private static final String USAGE =
      """
      A room over server-sent events runs; Ctrl-C stops it. Listen to it:

          curl -N 'http://localhost:PORT/socket/sse?vsn=2.0.0'

      and speak in it from another terminal, with the name that stands in the first event:

          post() { curl -H 'x-sse-session: NAME' -d "$1" http://localhost:PORT/socket/sse; }
          post '["1","1","room:a","phx_join",{}]'
          post '["1","2","room:a","say",{"text":"hello"}]'

      """;

  /** Tells everybody in the room what one of them says. */
  private static final class Room implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
      socket.broadcast(event, payload);
      return HandleResult.noReply();
    }
  }

  private Sse() {}

  /**
   * Runs until it is interrupted.
   *
   * @param args the port; 4000 by default, 0 takes a free one
   */
  public static void main(String... args) {
    EventStreams transport = new EventStreams(new SecureRandom());
    Endpoint endpoint =
        Endpoint.builder()
            .http(args.length == 0 ? 4_000 : Integer.parseInt(args[0]))
            .socket(
                "/socket",
                SocketHandler.anonymous().channel("room:*", Room::new),
                mount -> mount.transport(transport))
            .stopOnSignals()
            .start();
    System.err.print(USAGE.replace("PORT", Integer.toString(endpoint.port())));
    System.err.print(endpoint.routes());
  }
}

package dev.anqa.benchmarks.peers;

import dev.anqa.benchmarks.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A server of the comparison.
 *
 * @param server how it is started; its name is that of the product
 * @param version of the product; empty for what is built from this checkout
 * @param how the work is done there, in a few words
 */
record Peer(Server server, String version, String how) {
  /** The commands that Phoenix needs: {@code elixir}, and a checkout of Phoenix. */
  static final List<String> PHOENIX = List.of("ANQA_ELIXIR", "ANQA_PHOENIX");

  private static final String BENCH = "/bench/websocket";

  /** Anqa, what is compared with it, and the limit. */
  static List<Peer> all(Map<String, String> environment) {
    List<Peer> peers =
        new ArrayList<>(
            List.of(
                new Peer(Server.lab(), "", "channel of the Lab"),
                peer("ws", "ws", "phoenix", "/", "8.23.0", "room loop by hand, Phoenix V2 frames"),
                peer("Socket.IO", "socketio", "socketio", "/socket.io/", "4.8.4", "rooms"),
                peer(
                    "netty-socketio",
                    "nettysocketio",
                    "socketio",
                    "/socket.io/",
                    "2.0.14",
                    "rooms"),
                peer("Spring", "spring", "stomp", "/stomp", "4.1.0", "simple STOMP broker"),
                peer(
                    "Vert.x",
                    "vertx",
                    "vertx",
                    "/eventbus/websocket",
                    "5.0.7",
                    "event bus bridge")));
    if (environment.keySet().containsAll(PHOENIX)) {
      peers.add(peer("Phoenix", "phoenix", "phoenix", BENCH, "", "channel, on Bandit"));
    }
    peers.add(new Peer(Server.rawlimit(), "", "C, parses nothing"));
    return List.copyOf(peers);
  }

  private static Peer peer(
      String name, String program, String dialect, String path, String version, String how) {
    List<String> command = List.of("benchmarks/peers/start", program);
    return new Peer(new Server(name, command, path, List.of("--dialect", dialect)), version, how);
  }

  String name() {
    return server.name();
  }
}

package dev.anqa.cli.node;

import dev.anqa.cli.Terminal;
import java.util.List;

/** The commands of this package. */
public final class NodeCommands {
  private NodeCommands() {}

  /** All of them, in the order in which help lists them. */
  public static List<Object> all(Terminal terminal) {
    return List.of(
        new Topics(terminal),
        new Subscribers(terminal),
        new Sockets(terminal),
        new Inspect(terminal),
        new Tree(terminal),
        new Trace(terminal),
        new Closings(terminal),
        new Nodes(terminal),
        new Broadcast(terminal),
        new Disconnect(terminal),
        new Kick(terminal),
        new Options(terminal));
  }
}

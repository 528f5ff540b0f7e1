package dev.anqa.conformance.client;

/** The transports that a client of the Lab can choose, by their names. */
public enum Wire {
  /** One connection for all. */
  WEBSOCKET {
    @Override
    Connection connect(int port, String mount, String query) {
      return WsClient.connect(port, mount + "/websocket?" + query);
    }
  },

  /** A request for what waits, one for each message. */
  LONGPOLL {
    @Override
    Connection connect(int port, String mount, String query) {
      return new LongPollClient(port, mount + "/longpoll?" + query);
    }
  },

  /** The example of a transport that is not of core: a stream, and a request for each message. */
  SSE {
    @Override
    Connection connect(int port, String mount, String query) {
      return new SseClient(port, mount + "/sse", query);
    }
  };

  /** Opens a connection to a mount; fails if the server refuses. */
  abstract Connection connect(int port, String mount, String query);

  /** As the server calls it. */
  public String transport() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}

package dev.anqa;

import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.transport.MountOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** An endpoint on a free port of this machine, and what it told. */
final class Fixture implements AutoCloseable {
  final List<TelemetryEvent> events = new CopyOnWriteArrayList<>();
  final Endpoint endpoint;

  private Fixture(EndpointBuilder builder) {
    endpoint = builder.noLog().telemetry(events::add).start();
  }

  static Fixture start(UnaryOperator<EndpointBuilder> change) {
    return new Fixture(change.apply(Endpoint.builder().http(0, o -> o.host("127.0.0.1"))));
  }

  /** With one socket at {@code /socket}. */
  static Fixture mounting(SpySocket socket, Consumer<MountOptions> change) {
    return start(builder -> builder.socket("/socket", socket, change));
  }

  RawHttp connect() throws Exception {
    return new RawHttp(endpoint.port());
  }

  /** The answer to one request on a connection of its own. */
  RawHttp.Answer ask(String request) throws Exception {
    try (RawHttp client = connect()) {
      client.send(request);
      return request.startsWith("HEAD") ? client.readHead() : client.read();
    }
  }

  /** The events of a kind, until now. */
  <T extends TelemetryEvent> List<T> events(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Override
  public void close() {
    endpoint.close();
  }
}

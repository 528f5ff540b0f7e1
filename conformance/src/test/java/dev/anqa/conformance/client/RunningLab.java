package dev.anqa.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.Lab;
import dev.anqa.examples.sse.EventStreams;
import dev.anqa.limits.Limits;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A Lab in this JVM, and the clients that talk to it over the wire. */
public final class RunningLab implements AutoCloseable {
  private final Lab lab;

  private RunningLab(Lab lab) {
    this.lab = lab;
  }

  /** Starts a Lab on a free port. */
  public static RunningLab start() {
    return startWith();
  }

  /** Starts a Lab on a free port, with further options. */
  public static RunningLab startWith(String... options) {
    List<String> args = new ArrayList<>(List.of("--port", "0"));
    args.addAll(List.of(options));
    SecureRandom random = new SecureRandom();
    return new RunningLab(
        Lab.start(mount -> mount.transport(new EventStreams(random)), args.toArray(String[]::new)));
  }

  public int port() {
    return lab.port();
  }

  /** The limits of its endpoint. */
  public Limits limits() {
    return lab.endpoint().limits();
  }

  /** A client of {@code /socket} on a WebSocket. */
  public Phoenix connect(Vsn vsn) {
    return connect(new Dialect(Wire.WEBSOCKET, vsn));
  }

  /** A client of {@code /socket}. */
  public Phoenix connect(Dialect dialect) {
    return connect("/socket", dialect);
  }

  /** A client of a mount on a WebSocket. */
  public Phoenix connect(String mount, Vsn vsn, String... params) {
    return connect(mount, new Dialect(Wire.WEBSOCKET, vsn), params);
  }

  /** A client of a mount, such as {@code /bench}, with query parameters such as {@code uid=7}. */
  public Phoenix connect(String mount, Dialect dialect, String... params) {
    String query = params.length == 0 ? "" : "&" + String.join("&", params);
    Vsn vsn = dialect.vsn();
    return new Phoenix(dialect.wire().connect(port(), mount, "vsn=" + vsn.number() + query), vsn);
  }

  /** A WebSocket at a path, with header lines. */
  public WsClient open(String path, String... headers) {
    return WsClient.connect(port(), path, headers);
  }

  /** The answer to a handshake at a path, with header lines. */
  public HttpReply handshake(String path, String... headers) {
    return HttpRequest.handshake(path).headers(headers).send(port());
  }

  /** Calls the control endpoint, which must agree; {@code body} may use single quotes. */
  public JsonNode control(String body) {
    HttpReply reply = tryControl(body);
    assertThat(reply.status()).as("%s -> %s", body, reply).isEqualTo(200);
    JsonNode answer = Json.parse(reply.body());
    assertThat(answer.path("ok").asBoolean()).as("%s", reply).isTrue();
    return answer;
  }

  public HttpReply tryControl(String body) {
    return HttpRequest.post("/lab/control", body.replace('\'', '"')).send(port());
  }

  /** The status of each channel of a topic, on all connections of this node. */
  public List<String> statuses(String topic) {
    return control("{'do':'sockets'}")
        .path("sockets")
        .valueStream()
        .flatMap(socket -> socket.path("channels").valueStream())
        .filter(channel -> channel.path("topic").asString().equals(topic))
        .map(channel -> channel.path("status").asString())
        .toList();
  }

  @Override
  public void close() {
    lab.close();
  }
}

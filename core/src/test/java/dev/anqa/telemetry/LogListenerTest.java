package dev.anqa.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anqa.pubsub.AdapterEvent;
import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PayloadException;
import dev.anqa.pubsub.PubSubEvent;
import dev.anqa.telemetry.TelemetryEvent.ChannelHandledIn;
import dev.anqa.telemetry.TelemetryEvent.ChannelJoined;
import dev.anqa.telemetry.TelemetryEvent.SocketConnected;
import dev.anqa.telemetry.TelemetryEvent.SocketDrain;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The lines of {@code lib/phoenix/logger.ex}: spec 7.2, and rows 23 to 26 of its tests. */
final class LogListenerTest {
  private static final Duration BRIEF = Duration.ofNanos(41_900);
  private static final ChannelSource ROOM =
      new ChannelSource("room:lobby", "room:*", "RoomChannel", client("UserSocket", "user:1"));
  private static final ChannelSource RELOAD =
      new ChannelSource(
          "phoenix:live_reload",
          "phoenix:*",
          "ReloadChannel",
          client("ReloadSocket", /* id= */ null));

  private final Recorder log = new Recorder(Level.DEBUG);
  private final StubJson json = new StubJson();
  private final Telemetry telemetry = new Telemetry();

  @Test
  void logsAConnectionWithTransportSerializerAndParameters() {
    telemetry.listen(LogListener.builder().logger(log).build());

    telemetry.emit(connected(/* accepted= */ true));

    assertThat(log.lines)
        .containsExactly(
            """
            INFO CONNECTED TO UserSocket in 41µs
              Transport: :websocket
              Serializer: V2
              Parameters: {"vsn": "2.0.0", "user_token": "[FILTERED]"}\
            """);
  }

  @Test
  void logsARefusedConnection() {
    telemetry.listen(LogListener.builder().logger(log).build());

    telemetry.emit(connected(/* accepted= */ false));

    assertThat(log.lines)
        .singleElement()
        .asString()
        .startsWith("INFO REFUSED CONNECTION TO UserSocket in 41µs\n");
  }

  @Test
  void logsNothingOfAConnectionThatIsTurnedOff() {
    telemetry.listen(LogListener.builder().logger(log).connects("UserSocket", Level.OFF).build());

    telemetry.emit(connected(/* accepted= */ true));

    assertThat(log.lines).isEmpty();
  }

  @Test
  void logsAJoinWithFilteredParameters() {
    telemetry.listen(LogListener.builder().logger(log).build());

    telemetry.emit(joined(ROOM, /* accepted= */ true));

    assertThat(log.lines)
        .containsExactly(
            """
            INFO JOINED room:lobby in 41µs
              Parameters: {"join": "yes", "password": "[FILTERED]"}\
            """);
  }

  @Test
  void logsARefusedJoin() {
    telemetry.listen(LogListener.builder().logger(log).build());

    telemetry.emit(joined(ROOM, /* accepted= */ false));

    assertThat(log.lines).singleElement().asString().startsWith("INFO REFUSED JOIN room:lobby in");
  }

  @Test
  void logsAHandledMessageWithFilteredParameters() {
    telemetry.listen(LogListener.builder().logger(log).build());

    telemetry.emit(handled(ROOM));

    assertThat(log.lines)
        .containsExactly(
            """
            DEBUG HANDLED new_msg INCOMING ON room:lobby (RoomChannel) in 41µs
              Parameters: {"join": "yes", "password": "[FILTERED]"}\
            """);
  }

  @ParameterizedTest
  @CsvSource({"999, 0µs", "1000, 1µs", "1000999, 1000µs", "1001000, 1ms", "2999999999, 2999ms"})
  void showsMicrosecondsUpToAThousandAndMillisecondsAbove(long nanos, String shown) {
    telemetry.listen(LogListener.builder().logger(log).build());

    telemetry.emit(
        new ChannelJoined(ROOM, payload(), /* accepted= */ true, Duration.ofNanos(nanos)));

    assertThat(log.lines).singleElement().asString().contains(" in " + shown + "\n");
  }

  @Test
  void logsNothingOnTopicsOfPhoenixItself() {
    telemetry.listen(LogListener.builder().logger(log).build());

    telemetry.emit(joined(RELOAD, /* accepted= */ true));
    telemetry.emit(handled(RELOAD));

    assertThat(log.lines).isEmpty();
    assertThat(json.reads).isZero();
  }

  @Test
  void neitherWantsNorParsesAMessageWhoseLevelIsOff() {
    Recorder info = new Recorder(Level.INFO);
    telemetry.listen(LogListener.builder().logger(info).build());

    telemetry.emit(handled(ROOM));

    assertThat(telemetry.wants(ChannelHandledIn.class)).isFalse();
    assertThat(telemetry.wants(ChannelJoined.class)).isTrue();
    assertThat(json.reads).isZero();
  }

  @Test
  void followsTheLevelOfTheLoggerWhileItChanges() {
    telemetry.listen(LogListener.builder().logger(log).build());
    assertThat(telemetry.wants(ChannelHandledIn.class)).isTrue();

    log.least = Level.ERROR;

    assertThat(telemetry.wants(ChannelHandledIn.class)).isFalse();
    assertThat(telemetry.wants(SocketConnected.class)).isFalse();
  }

  @Test
  void knowsLevelsOfSingleChannels() {
    log.least = Level.INFO;
    telemetry.listen(
        LogListener.builder()
            .logger(log)
            .joins("RoomChannel", Level.OFF)
            .messages("RoomChannel", Level.INFO)
            .build());

    telemetry.emit(joined(ROOM, /* accepted= */ true));
    telemetry.emit(handled(ROOM));

    assertThat(log.lines).singleElement().asString().startsWith("INFO HANDLED new_msg");
  }

  @Test
  void logsABatchOfTheDrainer() {
    telemetry.listen(LogListener.builder().logger(log).build());

    telemetry.emit(new SocketDrain(100, 250, Duration.ofSeconds(2), 1, 3));

    assertThat(log.lines)
        .containsExactly(
            "INFO DRAINING 100 of 250 total connection(s) every 2000ms - round 1 of 3");
  }

  @Test
  void letsNoClientBeginALineOfItsOwn() {
    telemetry.listen(LogListener.builder().logger(log).build());

    telemetry.emit(
        new TelemetryEvent.JoinUnmatched("UserSocket", null, "x\nERROR gone\u001b[2J\u2028"));
    telemetry.emit(
        new ChannelHandledIn(ROOM, "a\rb", payloadOf(Map.of("k\n", List.of("v\n"))), BRIEF));

    assertThat(log.lines)
        .containsExactly(
            "WARNING Ignoring unmatched topic \"x\\u000aERROR gone\\u001b[2J\\u2028\""
                + " in UserSocket",
            """
            DEBUG HANDLED a\\u000db INCOMING ON room:lobby (RoomChannel) in 41µs
              Parameters: {"k\\u000a": ["v\\u000a"]}\
            """);
  }

  @Test
  void boundsWhatAClientMakesItWrite() {
    telemetry.listen(LogListener.builder().logger(log).maxParamChars(50).build());
    Object large = Map.of("text", "x".repeat(40_000), "list", List.of("y".repeat(9_000)));

    telemetry.emit(new ChannelHandledIn(ROOM, "e".repeat(9_000), payloadOf(large), BRIEF));

    assertThat(log.lines).singleElement().asString().endsWith("…").hasSizeLessThan(350);
  }

  @Test
  void showsOnlyTheSizeOfBinaryAndOfLargePayloads() {
    telemetry.listen(LogListener.builder().logger(log).build());

    telemetry.emit(new ChannelHandledIn(ROOM, "e", Payload.binary((byte) 1, (byte) 2), BRIEF));
    byte[] large = new byte[70_000];
    telemetry.emit(
        new ChannelHandledIn(
            ROOM, "e", Payload.wrap(Payload.Kind.JSON, large, 0, large.length, json), BRIEF));
    telemetry.emit(new ChannelHandledIn(ROOM, "e", Payload.json("{\"by\":\"hand\"}"), BRIEF));

    assertThat(log.lines)
        .satisfiesExactly(
            line -> assertThat(line).endsWith("Parameters: [binary of 2 bytes]"),
            line -> assertThat(line).endsWith("Parameters: [JSON of 70000 bytes]"),
            line -> assertThat(line).endsWith("Parameters: [unreadable JSON of 13 bytes]"));
    assertThat(json.reads).isZero();
  }

  @Test
  void handsTheCauseOfACrashToTheLog() {
    telemetry.listen(LogListener.builder().logger(log).build());
    RuntimeException bug = new RuntimeException("bug");

    telemetry.emit(new TelemetryEvent.ChannelCrashed(ROOM, bug));
    telemetry.emit(
        new TelemetryEvent.PubSubFailed(new PubSubEvent.SubscriberFailed("room:lobby", bug)));

    assertThat(log.causes).containsExactly(bug, bug);
    assertThat(log.lines)
        .containsExactly(
            "ERROR Channel room:lobby (RoomChannel) crashed",
            "ERROR A subscriber of \"room:lobby\" threw");
  }

  @ParameterizedTest
  @FieldSource("FAULTS")
  void logsFaultsAtTheirLevel(Fault fault) {
    telemetry.listen(LogListener.builder().logger(log).build());

    telemetry.emit(fault.event);

    assertThat(log.lines).containsExactly(fault.line);
  }

  record Fault(TelemetryEvent event, String line) {}

  private static Fault adapter(AdapterEvent event, String line) {
    return new Fault(new TelemetryEvent.PubSubFailed(new PubSubEvent.FromAdapter(event)), line);
  }

  static final List<Fault> FAULTS =
      List.of(
          adapter(
              new AdapterEvent.Connected("redis://localhost:6379"),
              "INFO Connected to other nodes through redis://localhost:6379"),
          adapter(
              new AdapterEvent.Disconnected("connection refused"),
              "WARNING Other nodes cannot be reached, this one serves its own clients:"
                  + " connection refused"),
          adapter(new AdapterEvent.NodeJoined("b"), "INFO Node \"b\" joined"),
          adapter(new AdapterEvent.NodeLeft("b"), "INFO Node \"b\" left"),
          adapter(
              new AdapterEvent.PartitionHealed(List.of(List.of("a"), List.of("b", "c"))),
              "INFO Groups of nodes that had lost each other are one again: [[a], [b, c]]"),
          adapter(
              new AdapterEvent.BroadcastsLost(7, "timeout"),
              "WARNING 7 broadcasts to other nodes are lost: timeout"),
          adapter(
              new AdapterEvent.MalformedFrame("b", "version 9 (expected: 1)"),
              "WARNING Dropped bytes from \"b\" that are no broadcast: version 9 (expected: 1)"),
          adapter(
              new AdapterEvent.ReceiverFailed("room:1", new RuntimeException("bug")),
              "ERROR A broadcast on \"room:1\" from another node threw"),
          new Fault(
              new TelemetryEvent.LimitReached(
                  "channels per connection",
                  "/socket",
                  101,
                  100,
                  "SocketLimits.maxChannels",
                  TelemetryEvent.LimitStage.REFUSED,
                  "user:1",
                  3),
              "WARNING Limit of channels per connection at /socket is exceeded, somebody is"
                  + " refused: 101 (allowed: 100) for \"user:1\", 3 times."
                  + " Option: SocketLimits.maxChannels"),
          new Fault(
              new TelemetryEvent.DuplicateJoin(ROOM),
              "DEBUG Duplicate channel join with topic \"room:lobby\" in UserSocket."
                  + " Closing existing channel for new join."),
          new Fault(
              new TelemetryEvent.SocketRefusedVersion(
                  "UserSocket", "3.0.0", /* readable= */ true, List.of("~> 1.0.0", "~> 2.0.0")),
              "WARNING The client's requested transport version \"3.0.0\" does not match server's"
                  + " version requirements of [~> 1.0.0, ~> 2.0.0]"),
          new Fault(
              new TelemetryEvent.SocketRefusedVersion(
                  "UserSocket", "new", /* readable= */ false, List.of()),
              "WARNING Client sent invalid transport version \"new\""),
          new Fault(
              new TelemetryEvent.OriginRefused(
                  "UserSocket", "http://evil", "Refused http://evil.\n\n    .checkOrigin(…)"),
              "ERROR Refused http://evil.\n\n    .checkOrigin(…)"),
          new Fault(
              new TelemetryEvent.UnexpectedMessage(ROOM, "java.lang.String"),
              "WARNING room:lobby (RoomChannel) received unexpected message in handleInfo:"
                  + " java.lang.String"),
          new Fault(
              new TelemetryEvent.LoopHeld(
                  "anqa-loop-1", "UserSocket room:*", Duration.ofMillis(12)),
              "WARNING Callbacks of UserSocket room:* held anqa-loop-1 for 12ms; mount channels that"
                  + " compute with SocketHandler.computing"),
          new Fault(
              new TelemetryEvent.LimitReached(
                  "connections",
                  "",
                  8,
                  10,
                  "maxConnections",
                  TelemetryEvent.LimitStage.NEAR,
                  null,
                  1),
              "WARNING Limit of connections is close: 8 (allowed: 10). Option: maxConnections"),
          new Fault(
              new TelemetryEvent.EndpointStarted(new InetSocketAddress(4000), "http", "epoll"),
              "INFO Running endpoint at 0.0.0.0:4000 (http, epoll)"),
          new Fault(
              new TelemetryEvent.EndpointStarted(
                  new InetSocketAddress(InetAddress.ofLiteral("::1"), 4000), "http", "nio"),
              "INFO Running endpoint at [0:0:0:0:0:0:0:1]:4000 (http, nio)"));

  @Test
  void refusesToWriteNothingOfTheParameters() {
    assertThatThrownBy(() -> LogListener.builder().maxParamChars(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxParamChars: 0 (expected: > 0)");
  }

  private static SocketConnected connected(boolean accepted) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("vsn", "2.0.0");
    params.put("user_token", "s3cret");
    return new SocketConnected(
        client("UserSocket", /* id= */ null), "V2", "2.0.0", params, accepted, BRIEF);
  }

  private static SocketSource client(String socket, @Nullable String id) {
    InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);
    return new SocketSource(socket, id, "websocket", peer, /* connection= */ 1);
  }

  private ChannelJoined joined(ChannelSource source, boolean accepted) {
    return new ChannelJoined(source, payload(), accepted, BRIEF);
  }

  private ChannelHandledIn handled(ChannelSource source) {
    return new ChannelHandledIn(source, "new_msg", payload(), BRIEF);
  }

  private Payload payload() {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("join", "yes");
    params.put("password", "s3cret");
    return payloadOf(params);
  }

  private Payload payloadOf(Object tree) {
    json.tree = tree;
    byte[] bytes = {'{', '}'};
    return Payload.wrap(Payload.Kind.JSON, bytes, 0, bytes.length, json);
  }

  /** Reads whatever it is given as the tree it was told. */
  private static final class StubJson implements Json {
    Object tree;
    int reads;

    @Override
    public byte[] write(Object value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> T read(byte[] bytes, int offset, int length, Class<T> type) throws PayloadException {
      reads++;
      return type.cast(tree);
    }
  }

  /** Keeps lines as "LEVEL text". */
  private static final class Recorder implements Logger {
    final List<String> lines = new ArrayList<>();
    final List<Throwable> causes = new ArrayList<>();
    Level least;

    Recorder(Level least) {
      this.least = least;
    }

    @Override
    public String getName() {
      return "dev.anqa";
    }

    @Override
    public boolean isLoggable(Level level) {
      return level.getSeverity() >= least.getSeverity();
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
      lines.add(level + " " + text);
      causes.add(thrown);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... values) {
      assertThat(values).isNullOrEmpty(); // Else the text would be taken as a pattern.
      lines.add(level + " " + format);
    }
  }
}

package dev.anqa.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.Endpoint;
import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.presence.Presence;
import dev.anqa.pubsub.Adapter;
import dev.anqa.pubsub.AdapterEvent;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.BroadcastResult;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.socket.SocketHandler;
import dev.anqa.transport.HttpHandler;
import dev.anqa.transport.HttpResponse;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An endpoint that is scraped, as Prometheus does it, and what is written about its metrics. */
final class EndpointMetricsTest {
  /** Labels, and the series that is grouped by them. */
  private static final Pattern GROUPED =
      Pattern.compile("by \\(([^)]*)\\) \\((?:rate\\()?(anqa_\\w+)");

  private static final Pattern SERIES = Pattern.compile("\\banqa_[a-z_]+");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(anqa[a-z.]+)` \\| (\\w+) \\| ([a-z, ]*?) ?\\|");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Presence presence = Presence.builder().build();
  private final Endpoint endpoint =
      Endpoint.builder()
          .http(0, options -> options.host("127.0.0.1"))
          .noLog()
          .presence(presence)
          .socket("/socket", SocketHandler.anonymous().channel("room:*", Room::new))
          .handler("/metrics", scrapes(registry))
          .start();
  private final HttpClient http = HttpClient.newHttpClient();
  private final BlockingQueue<CharSequence> received = new LinkedBlockingQueue<>();

  /** What an application writes. */
  private static HttpHandler scrapes(PrometheusMeterRegistry registry) {
    return _ -> HttpResponse.text(200, registry.scrape());
  }

  private static final class Room implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
      socket.broadcast("told", payload);
      return HandleResult.ok();
    }
  }

  private final class Listener implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      received.add(data.toString());
      socket.request(1);
      return null;
    }
  }

  @BeforeEach
  void connect() throws Exception {
    EndpointMetrics.bind(endpoint, registry);
    URI uri = URI.create("ws://127.0.0.1:" + endpoint.port() + "/socket/websocket?vsn=2.0.0");
    WebSocket client = http.newWebSocketBuilder().buildAsync(uri, new Listener()).join();
    client.sendText("[\"1\",\"1\",\"room:a\",\"phx_join\",{}]", true).join();
    assertThat(received.take()).asString().contains("\"status\":\"ok\"");
    client.sendText("[\"1\",\"2\",\"room:a\",\"tell\",{\"n\":1}]", true).join();
    assertThat(received.take()).asString().contains("told");
    assertThat(received.take()).asString().contains("\"status\":\"ok\"");
    presence.track("me", "room:a", "ann", Map.of());
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  private String scrape() throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + endpoint.port() + "/metrics");
    return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  @Test
  void showsWhatGoesOn() throws Exception {
    String labels = "{route=\"room:*\",socket=\"AnonymousSocket\"}";

    await()
        .untilAsserted(() ->
            assertThat(scrape().lines().map(line -> line.replaceFirst("\\.0$", "")))
                .contains(
                    "anqa_connections{socket=\"AnonymousSocket\",transport=\"websocket\"} 1",
                    "anqa_channels" + labels + " 1",
                    "anqa_mailbox_depth" + labels + " 0",
                    "anqa_handle_in_seconds_count" + labels + " 1",
                    "anqa_broadcasts_total{origin=\"remote\"} 0",
                    "anqa_presences{presence=\"presence\"} 1",
                    "anqa_cluster_nodes 1",
                    "anqa_cluster_connected 1",
                    "anqa_websocket_messages_received_total 2",
                    "anqa_websocket_messages_sent_total 4",
                    // The frames above, masked: a header of 6 bytes each.
                    "anqa_websocket_received_bytes_total 77"));
    assertThat(scrape())
        .containsPattern("anqa_deliveries_total [1-9]")
        .containsPattern("anqa_websocket_sent_bytes_total [1-9]")
        .containsPattern("anqa_join_seconds_bucket\\{outcome=\"ok\",.*le=\"0.001\"} [01]")
        .containsPattern("anqa_connect_seconds_count\\{outcome=\"ok\",.*} 1");
  }

  @Test
  void goesOnCountingWhenMemoryWasCollected() throws Exception {
    System.gc();

    await()
        .untilAsserted(
            () -> assertThat(scrape()).containsPattern("anqa_websocket_messages_received_total 2"));
  }

  @Test
  void findsWhoCameBeforeItWasBound() throws Exception {
    PrometheusMeterRegistry late = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    EndpointMetrics.bind(endpoint, late, Tags.of("node", "a"));

    assertThat(late.scrape())
        .contains(
            "anqa_connections{node=\"a\",socket=\"AnonymousSocket\",transport=\"websocket\"} 1")
        .contains("anqa_channels{node=\"a\",route=\"room:*\",socket=\"AnonymousSocket\"} 1");
  }

  /** An adapter that tells what a test says. */
  private static final class Told implements Adapter {
    private @Nullable Receiver receiver;

    @Override
    public void start(Receiver receiver) {
      this.receiver = receiver;
    }

    void tell(AdapterEvent event) {
      Objects.requireNonNull(receiver).happened(event);
    }

    @Override
    public String nodeName() {
      return "a";
    }

    @Override
    public List<String> members() {
      return List.of("a", "b");
    }

    @Override
    public BroadcastResult broadcast(Broadcast broadcast) {
      return BroadcastResult.ok();
    }

    @Override
    public BroadcastResult directBroadcast(String node, Broadcast broadcast) {
      return BroadcastResult.ok();
    }

    @Override
    public void close() {}
  }

  @Test
  void knowsThatOtherNodesWereLostBeforeItWasBound() {
    Told adapter = new Told();
    PrometheusMeterRegistry late = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (PubSub pubsub = PubSub.builder().adapter(adapter).build();
        Endpoint _ = bound(pubsub, late, adapter)) {
      assertThat(late.scrape()).contains("anqa_cluster_connected 0");
      adapter.tell(new AdapterEvent.Connected("again"));
      assertThat(late.scrape()).contains("anqa_cluster_connected 1");
    }
  }

  private static Endpoint bound(PubSub pubsub, PrometheusMeterRegistry registry, Told adapter) {
    Endpoint node =
        Endpoint.builder().http(0, o -> o.host("127.0.0.1")).noLog().pubsub(pubsub).start();
    adapter.tell(new AdapterEvent.Disconnected("the cable is cut"));
    EndpointMetrics.bind(node, registry);
    return node;
  }

  @Test
  void leavesNothingBehind() {
    PrometheusMeterRegistry other = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    EndpointMetrics metrics = EndpointMetrics.bind(endpoint, other);
    Samples.all().forEach(endpoint.telemetry()::emit);
    assertThat(other.getMeters()).hasSizeGreaterThan(20);

    metrics.close();
    Samples.all().forEach(endpoint.telemetry()::emit);

    assertThat(other.getMeters()).isEmpty();
  }

  @Test
  void isDescribedWhole() {
    Samples.all().forEach(endpoint.telemetry()::emit);

    List<String> described =
        ROW.matcher(Documents.read("metrics.md"))
            .results()
            .map(row -> row.group(1) + " " + row.group(2) + " [" + row.group(3) + "]")
            .toList();
    assertThat(new TreeSet<>(described))
        .isEqualTo(
            registry.getMeters().stream()
                .map(EndpointMetricsTest::row)
                .collect(Collectors.toCollection(TreeSet::new)));
    assertThat(described).doesNotHaveDuplicates();
  }

  private static String row(Meter meter) {
    Meter.Id id = meter.getId();
    String labels = id.getTags().stream().map(Tag::getKey).collect(Collectors.joining(", "));
    return id.getName() + " " + id.getType().name().toLowerCase(Locale.ROOT) + " [" + labels + "]";
  }

  @Test
  void hasEverySeriesThatTheBoardAsksFor() throws Exception {
    Samples.all().forEach(endpoint.telemetry()::emit);
    String scrape = scrape();
    List<String> asked = new ArrayList<>();
    for (Object expression :
        expressions(endpoint.json().read(board(), 0, board().length, Map.class))) {
      SERIES.matcher(expression.toString()).results().map(MatchResult::group).forEach(asked::add);
    }

    assertThat(asked).hasSizeGreaterThan(20);
    assertThat(new TreeSet<>(asked))
        .allSatisfy(series -> assertThat(scrape).containsPattern("(?m)^" + series + "[{ ]"));
  }

  @Test
  void hasEachMeterOnTheBoard() {
    Samples.all().forEach(endpoint.telemetry()::emit);

    assertThat(registry.getMeters())
        .hasSizeGreaterThan(20)
        .extracting(meter -> meter.getId().getName().replace('.', '_'))
        .allSatisfy(name -> assertThat(new String(board(), UTF_8)).containsPattern(name + "[_{]"));
  }

  @Test
  void groupsTheBoardByLabelsThatThereAre() throws Exception {
    Samples.all().forEach(endpoint.telemetry()::emit);
    String scrape = scrape();
    int grouped = 0;
    for (Object expression :
        expressions(endpoint.json().read(board(), 0, board().length, Map.class))) {
      Matcher by = GROUPED.matcher(expression.toString());
      while (by.find()) {
        for (String label : by.group(1).split(", ", -1)) {
          assertThat(scrape).containsPattern("(?m)^" + by.group(2) + "\\{(.*,)?" + label + "=\"");
          grouped++;
        }
      }
    }
    assertThat(grouped).isGreaterThan(20);
  }

  private static byte[] board() {
    return Documents.read("grafana/anqa.json").getBytes(UTF_8);
  }

  /** The values of all entries named {@code expr} or {@code query}, however deep. */
  private static List<Object> expressions(Object node) {
    List<Object> found = new ArrayList<>();
    switch (node) {
      case Map<?, ?> map ->
          map.forEach((key, value) -> {
            if (key.equals("expr") || key.equals("query")) {
              found.add(value);
            }
            found.addAll(expressions(value));
          });
      case List<?> list -> list.forEach(each -> found.addAll(expressions(each)));
      case null, default -> {}
    }
    return found;
  }
}

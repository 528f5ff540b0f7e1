package dev.anqa.conformance;

import static dev.anqa.transport.ConnectInfoKey.SEC_WEBSOCKET_HEADERS;
import static dev.anqa.transport.ConnectInfoKey.URI;
import static dev.anqa.transport.ConnectInfoKey.USER_AGENT;
import static dev.anqa.transport.ConnectInfoKey.X_HEADERS;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.Endpoint;
import dev.anqa.EndpointBuilder;
import dev.anqa.conformance.LabSocket.Shown;
import dev.anqa.inspect.Admin;
import dev.anqa.limits.Cap;
import dev.anqa.limits.LimitOptions;
import dev.anqa.presence.Meta;
import dev.anqa.presence.Presence;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.SystemTime;
import dev.anqa.socket.RawSocketHandler;
import dev.anqa.socket.SocketHandler;
import dev.anqa.socket.SocketLimits;
import dev.anqa.telemetry.LogListener;
import dev.anqa.transport.HttpRequest;
import dev.anqa.transport.HttpResponse;
import dev.anqa.transport.MountOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** One application that every check drives, over the wire; its behaviour is a contract. */
public final class Lab implements AutoCloseable {
  private static final int MIB = 1 << 20;

  private final Endpoint endpoint;

  /** Closes what the endpoint does not; the last of it first. */
  private final Deque<Runnable> owned;

  private Lab(Endpoint endpoint, Deque<Runnable> owned) {
    this.endpoint = endpoint;
    this.owned = owned;
  }

  /** Runs it until SIGTERM: prints {@code READY <port>} when it accepts connections. */
  static void main(String... args) {
    Lab lab;
    try {
      lab = start(EndpointBuilder::stopOnSignals, _ -> {}, args);
    } catch (IllegalArgumentException | IllegalStateException e) {
      System.err.println("lab: " + e.getMessage());
      System.exit(1);
      return;
    }
    // Behind the signals' stop: what the endpoint does not close.
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("anqa-lab-stop").unstarted(lab::close));
    System.out.println("READY " + lab.port());
    System.out.flush();
  }

  /**
   * Starts it.
   *
   * @param args as on the command line
   * @throws IllegalArgumentException if they are wrong
   * @throws IllegalStateException if the port is in use
   */
  public static Lab start(String... args) {
    return start(_ -> {}, args);
  }

  /**
   * As {@link #start(String...)}, with more transports.
   *
   * @param more changes how {@code /socket} and {@code /bench} are mounted
   */
  public static Lab start(Consumer<? super MountOptions> more, String... args) {
    return start(builder -> builder, more, args);
  }

  private static Lab start(
      UnaryOperator<EndpointBuilder> change, Consumer<? super MountOptions> more, String... args) {
    LabOptions options = LabOptions.parse(args);
    Deque<Runnable> owned = new ArrayDeque<>();
    try {
      PubSub pubsub = LabCluster.start(options);
      owned.push(pubsub::close);
      SystemTime time = new SystemTime("anqa-lab-timer");
      owned.push(time::close);
      Presence presence =
          Presence.builder().fetch(Lab::extras).tracker(LabCluster::setPeriods).build();
      AtomicReference<Control> control = new AtomicReference<>();
      Endpoint endpoint =
          change
              .apply(site(options, presence, control, more))
              .pubsub(pubsub)
              .time(time)
              .presence(presence)
              .start();
      Lab lab = new Lab(endpoint, owned);
      control.set(new Control(endpoint, presence, time, lab::drain));
      return lab;
    } catch (RuntimeException e) {
      owned.forEach(Runnable::run);
      throw e;
    }
  }

  /** All of the Lab's clients have one address or few. */
  private static void openToOneMachine(LimitOptions limits) {
    limits
        .connectionsPerAddress(50_000)
        .handshakesPerSecond(20_000)
        .handshakesPerSecondPerAddress(20_000);
  }

  private static EndpointBuilder site(
      LabOptions options,
      Presence presence,
      AtomicReference<Control> control,
      Consumer<? super MountOptions> more) {
    EndpointBuilder builder =
        Endpoint.builder()
            .http(options.port(), http -> http.host(options.host()))
            .url("http://localhost")
            .secretKeyBase(
                "the Lab's secret is fixed, so that tokens outlive it; no secret at all!!")
            .limits(Lab::openToOneMachine)
            .log(
                LogListener.builder()
                    .connects(LabSocket.BENCH, System.Logger.Level.OFF)
                    .joins("BenchChannel", System.Logger.Level.OFF)
                    .build());
    mount(builder, presence, more);
    builder.admin("/lab/admin", Admin.onLoopback());
    builder.handler("/lab/control", request -> control(control.get(), request));
    builder.handler("/*", _ -> nothingHere());
    return builder;
  }

  /** What the presence's fetch adds to each entry. */
  private static Map<String, Map<String, Integer>> extras(
      String topic, Map<String, List<Meta>> present) {
    return present.keySet().stream()
        .collect(Collectors.toMap(Function.identity(), _ -> Map.of("extra", 1)));
  }

  private static void mount(
      EndpointBuilder builder, Presence presence, Consumer<? super MountOptions> more) {
    SocketHandler plain = LabSocket.showing(Set.of(), presence);
    RawSocketHandler echo =
        RawSocketHandler.anonymous("EchoSocket", EchoSocket::new)
            .limits(SocketLimits.standard().messagesPerSecond(Cap.off()));
    builder
        .socket(
            "/socket",
            LabSocket.showing(Set.of(Shown.URI, Shown.USER_AGENT, Shown.X_HEADERS), presence),
            m -> {
              m.websocket(
                      w -> w.timeout(Duration.ofSeconds(3)).connectInfo(URI, USER_AGENT, X_HEADERS))
                  .longpoll(
                      p -> p.window(Duration.ofMillis(500)).pubsubTimeout(Duration.ofMillis(300)));
              more.accept(m);
            })
        .socket(
            "/bench",
            LabSocket.bench(presence),
            m -> {
              m.websocket(w -> w.timeout(Duration.ofMinutes(1))).longpoll();
              more.accept(m);
            })
        .socket(
            "/origin",
            plain,
            m ->
                m.websocket(w -> w.checkOrigin("https://ok.com", "//*.wild.com"))
                    .longpoll(p -> p.checkOrigin("//ok.com")))
        .socket(
            "/auth",
            LabSocket.showing(Set.of(Shown.SEC_WEBSOCKET_HEADERS, Shown.AUTH_TOKEN), presence),
            m ->
                m.authToken(true)
                    .websocket(w -> w.connectInfo(SEC_WEBSOCKET_HEADERS).subprotocols("foo"))
                    .longpoll())
        .socket(
            "/sub",
            plain,
            m ->
                m.websocket(w ->
                    w.subprotocols("sip", "mqtt")
                        .transportLog(System.Logger.Level.INFO)
                        .maxFrameBytes(2_000)))
        .socket("/lim", plain, m -> m.websocket(w -> w.compress(true).maxFrameBytes(500)))
        .socket("/deflate", plain, m -> m.websocket(w -> w.compress(true).maxFrameBytes(16 * MIB)))
        .socket("/raw", echo, m -> m.websocket(w -> w.maxFrameBytes(16 * MIB)))
        .socket(
            "/rawdeflate", echo, m -> m.websocket(w -> w.compress(true).maxFrameBytes(16 * MIB)))
        .socket("/p/:a", plain, m -> m.websocket(w -> w.path("x/:b")));
  }

  private static HttpResponse nothingHere() {
    return HttpResponse.text(404, "nf");
  }

  private static HttpResponse control(Control control, HttpRequest request) {
    if (!request.method().equals("POST")) {
      return nothingHere();
    }
    Payload body =
        Payload.wrap(Payload.Kind.JSON, request.body(), 0, request.body().length, control.json());
    try {
      return json(control, 200, control.call(body));
    } catch (Control.BadCall e) {
      return json(control, 400, Map.of("ok", false, "error", String.valueOf(e.getMessage())));
    }
  }

  private static HttpResponse json(Control control, int status, Map<String, Object> body) {
    return HttpResponse.json(status, new String(control.json().write(body), UTF_8));
  }

  /** Where it listens. */
  public int port() {
    return endpoint.port();
  }

  /** What it is made of, for tests that look inside. */
  public Endpoint endpoint() {
    return endpoint;
  }

  private void drain() {
    Thread.ofPlatform()
        .name("anqa-lab-drain")
        .start(() -> {
          close();
          System.exit(0);
        });
  }

  /** Drains and stops. */
  @Override
  public synchronized void close() {
    endpoint.close();
    while (!owned.isEmpty()) {
      owned.pop().run();
    }
  }
}

package dev.anqa.dashboard;

import dev.anqa.Endpoint;
import dev.anqa.EndpointPart;
import dev.anqa.inspect.Admin;
import dev.anqa.inspect.Inspector;
import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.Subscription;
import dev.anqa.socket.ConnectResult;
import dev.anqa.socket.SocketHandler;
import dev.anqa.socket.SocketLimits;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.transport.MountOptions;
import dev.anqa.transport.OriginPolicy;
import dev.anqa.transport.SiteBuilder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A page for operators, mounted by one line, and closed to everybody whom the application does not
 * let in:
 *
 * <pre>{@code
 * Endpoint.builder()
 *     .http(4000)
 *     .mount(Dashboard.at("/dashboard").authorizedBy(request -> isOperator(request.cookies())))
 * }</pre>
 *
 * <p>The authorizer is asked for each file of the page and for each connection of its socket, which
 * moreover only pages of the same origin may open. A connection that stands is not asked again;
 * {@code endpoint.disconnect(Dashboard.SOCKETS)} ends all of them. Secrets are kept from the page
 * as from all who look into a node; see {@code EndpointBuilder.filterParams}.
 *
 * <p>Immutable: what sets something returns a changed copy.
 */
public final class Dashboard implements EndpointPart {
  /** The id of all sockets of dashboards, of all nodes. */
  public static final String SOCKETS = "anqa:dashboard";

  private static final String SAMPLING = "anqa-dashboard-sampler";
  private static final String FILES = "dev/anqa/dashboard/page";

  private final String path;

  /** Null until the application gives one; then it can be mounted. */
  private final Admin.@Nullable Authorizer authorizer;

  private Dashboard(String path, Admin.@Nullable Authorizer authorizer) {
    this.path = path;
    this.authorizer = authorizer;
  }

  /**
   * A dashboard below a path, such as {@code /dashboard}; it cannot be mounted before it has an
   * authorizer.
   *
   * @throws IllegalArgumentException if the path does not begin with a slash, ends with one, or has
   *     a {@code *}
   */
  public static Dashboard at(String path) {
    if (!path.startsWith("/") || path.endsWith("/") || path.indexOf('*') >= 0) {
      throw new IllegalArgumentException(
          "dashboard: \"%s\" (expected: a path, such as /dashboard)".formatted(path));
    }
    return new Dashboard(path, null);
  }

  /** For those whom the application lets in. */
  public Dashboard authorizedBy(Admin.Authorizer authorizer) {
    return new Dashboard(path, Objects.requireNonNull(authorizer, "authorizer"));
  }

  /** For whoever is on this machine; see {@link Admin.Authorizer#onLoopback}. */
  public Dashboard onLoopback() {
    return authorizedBy(Admin.Authorizer.onLoopback());
  }

  /**
   * Puts page and socket on the site; the endpoint calls it.
   *
   * @throws IllegalArgumentException if it has no authorizer
   */
  @Override
  public Runnable mount(Endpoint endpoint, SiteBuilder site) {
    Admin.Authorizer guard = requireAuthorizer();
    endpoint.inspect().answerOthers();
    StatsChannel.Nodes nodes = nodes(endpoint);
    Sampler sampler =
        new Sampler(
            site.time(),
            task -> Thread.ofVirtual().name(SAMPLING).start(task),
            new Readings(endpoint, site.time()),
            sample -> endpoint.broadcast(nodes.ownTopic(), "sample", sample),
            cause -> endpoint.telemetry().emit(new TelemetryEvent.TaskFailed(SAMPLING, cause)));
    Subscription others = endpoint.subscribe(nodes.wanted(), _ -> sampler.wanted());
    site.add(path + "/socket", socket(endpoint, nodes, sampler), options(guard));
    site.staticFiles(path, FILES, Dashboard.class.getClassLoader(), new PageFilter(path, guard));
    return () -> {
      others.close();
      sampler.close();
    };
  }

  private Admin.Authorizer requireAuthorizer() {
    if (authorizer == null) {
      throw new IllegalArgumentException(
          """
          dashboard at %s: nobody says who may see it and end connections (expected: an authorizer):

              .mount(Dashboard.at("%s").authorizedBy(request -> isOperator(request.cookies())))
              .mount(Dashboard.at("%s").onLoopback()) // for development: whoever is on this machine
          """
              .formatted(path, path, path));
    }
    return authorizer;
  }

  private static StatsChannel.Nodes nodes(Endpoint endpoint) {
    Inspector inspector = endpoint.inspect();
    return new StatsChannel.Nodes(
        inspector.name(),
        inspector.node(),
        inspector::nodes,
        (node, topic) ->
            endpoint
                .pubsub()
                .directBroadcast(node, new Broadcast(topic, "wanted", Payload.empty())));
  }

  private static SocketHandler socket(
      Endpoint endpoint, StatsChannel.Nodes nodes, Sampler sampler) {
    Presences presences = new Presences(endpoint);
    return SocketHandler.connecting("DashboardSocket", _ -> ConnectResult.ok().id(SOCKETS))
        .channel("anqa:dashboard:ask", () -> new AskChannel(endpoint.inspect(), presences))
        .channel("anqa:dashboard:steer", () -> new SteerChannel(endpoint.inspect()::act))
        .channel("anqa:dashboard:trace", () -> new TraceChannel(endpoint.inspect()::trace))
        .channel("anqa:dashboard:stats:*", () -> new StatsChannel(nodes, sampler))
        .limits(SocketLimits.standard().maxChannels(64));
  }

  private static MountOptions options(Admin.Authorizer guard) {
    return new MountOptions()
        .websocket(w -> w.checkOrigin(OriginPolicy.deciding(_ -> true))) // By SameOrigin.
        .interceptor(new SameOrigin())
        .interceptor(new Authorized(guard));
  }
}

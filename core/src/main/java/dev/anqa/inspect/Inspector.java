package dev.anqa.inspect;

import dev.anqa.channel.ChannelServer;
import dev.anqa.limits.Limit;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.Subscription;
import dev.anqa.socket.ChannelView;
import dev.anqa.socket.SocketInfo;
import dev.anqa.telemetry.ChannelSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks into a running node; {@code endpoint.inspect()}.
 *
 * <p>Any thread may call, also in production: answers are read from what there is anyway, come in
 * pages, and wait for no event loop and no mailbox. They are right or a moment old. Listings of
 * topics and connections walk over all of them, which takes about a second for ten million.
 *
 * <p>Ports {@code lib/phoenix/debug.ex}, and what people do by hand with the observer and recon.
 * Differs in: connections have numbers instead of pids; a channel answers what it chooses to show.
 */
public final class Inspector implements AutoCloseable {
  /** How many connections a {@link #tree} names. */
  public static final int TREE_SOCKETS = 100;

  /** How many traces may run at a time. */
  public static final int MAX_TRACES = 8;

  private final Inspected inspected;

  /** Those that run; guarded by itself. */
  private final Set<Trace> traces = new HashSet<>();

  /** Null until somebody asks; guarded by the traces. */
  private @Nullable ClusterListings listings;

  /** Null until somebody steers or may; guarded by the traces. */
  private @Nullable ClusterSteering steering;

  /** Whether the endpoint has stopped, and nothing begins any more; guarded by the traces. */
  private boolean closed;

  private final Closings closings;
  private final Neighbours neighbours;
  private final PubSubTrace pubSubTrace;
  private final TraceReader reader;
  private final Runnable endRecording;
  private final long startNanos;

  /** Begins to remember closings; used by the endpoint. */
  public Inspector(Inspected inspected) {
    this.inspected = inspected;
    this.closings = new Closings(inspected.time());
    this.neighbours = new Neighbours(inspected.time());
    this.startNanos = inspected.time().nanos();
    this.pubSubTrace = new PubSubTrace(inspected.telemetry(), inspected.time());
    this.reader = new TraceReader(node(), inspected.json(), inspected.filter());
    inspected.pubsub().trace(pubSubTrace);
    inspected.telemetry().listen(closings);
    inspected.telemetry().listen(neighbours);
    this.endRecording = beginRecording();
  }

  /** Lets flight recordings see what happens, if this JVM has them. */
  private Runnable beginRecording() {
    return ModuleLayer.boot().findModule("jdk.jfr").isPresent()
        ? FlightRecording.of(node(), inspected.telemetry())::close
        : () -> {};
  }

  /** What other nodes may ask, from now on. */
  ClusterListings listings() {
    synchronized (traces) {
      requireOpen();
      if (listings == null) {
        listings = new ClusterListings(this);
      }
      return listings;
    }
  }

  /** Lets the other nodes ask and steer this one, as an admin interface does. */
  public void answerOthers() {
    var _ = listings();
    var _ = steering();
  }

  /** What other nodes may have this one do, from now on: as {@link #listings}. */
  ClusterSteering steering() {
    synchronized (traces) {
      requireOpen();
      if (steering == null) {
        steering = new ClusterSteering(this);
      }
      return steering;
    }
  }

  /** While the traces are held. */
  private void requireOpen() {
    if (closed) {
      throw new RejectedExecutionException("the endpoint has stopped");
    }
  }

  Inspected inspected() {
    return inspected;
  }

  private PubSub pubsub() {
    return inspected.pubsub();
  }

  /** This node's name. */
  public String node() {
    return pubsub().nodeName();
  }

  /** The endpoint's name, the same on all nodes; see {@code EndpointBuilder.name}. */
  public String name() {
    return inspected.name();
  }

  /** Everything that runs on this node, in short. */
  public NodeTree tree() {
    return new NodeTree(
        node(),
        inspected.url(),
        Duration.ofNanos(inspected.time().nanos() - startNanos),
        inspected.listeners().get(),
        inspected.routes().get().all(),
        inspected.sessions().count(),
        inspected.sessions().sockets(0, TREE_SOCKETS, _ -> true),
        new NodeTree.PubSubInfo(
            pubsub().topics().size(),
            pubsub().adapterName(),
            pubsub().isConnected(),
            pubsub().members()),
        inspected.presences().stream()
            .map(name -> new NodeTree.PresenceInfo(name, neighbours.replicas(name)))
            .toList());
  }

  /**
   * The topics that have subscribers on this node, by name, and how many.
   *
   * @param prefix those that begin so; empty for all
   */
  public Page<TopicInfo> topics(String prefix, PageRequest page) {
    String after = page.after();
    PriorityQueue<String> first = new PriorityQueue<>(Comparator.reverseOrder());
    for (String topic : pubsub().topics()) {
      if (topic.startsWith(prefix) && (after == null || topic.compareTo(after) > 0)) {
        first.add(topic);
        if (first.size() > page.limit() + 1) {
          first.remove();
        }
      }
    }
    List<TopicInfo> topics =
        first.stream().sorted().map(name -> new TopicInfo(name, pubsub().count(name))).toList();
    return Page.of(topics, page.limit(), TopicInfo::topic);
  }

  /**
   * The channels of this endpoint that are subscribed to a topic on this node, the oldest
   * connection first.
   */
  public Page<ChannelSource> subscribers(String topic, PageRequest page) {
    TreeMap<Long, ChannelSource> next = new TreeMap<>();
    long after = page.afterNumber();
    for (Subscription subscription : pubsub().subscriptions(topic)) {
      if (subscription.subscriber() instanceof ChannelServer channel) {
        ChannelSource source = channel.source();
        if (source.client().connection() > after && inspected.sessions().has(source.client())) {
          next.put(source.client().connection(), source);
          if (next.size() > page.limit() + 1) {
            next.pollLastEntry();
          }
        }
      }
    }
    return Page.of(
        new ArrayList<>(next.values()), page.limit(), each -> each.client().connection());
  }

  /** The connections of this node that fit, with their channels, the oldest first. */
  public Page<SocketInfo> sockets(SocketFilter filter, PageRequest page) {
    List<SocketInfo> found =
        inspected.sessions().sockets(page.afterNumber(), page.limit() + 1, filter::fits);
    return Page.of(found, page.limit(), SocketInfo::connection);
  }

  /** As {@link #sockets(SocketFilter, PageRequest)}, those that are on a topic. */
  public Page<SocketInfo> sockets(SocketFilter filter, String topic, PageRequest page) {
    List<SocketInfo> found = new ArrayList<>();
    @Nullable String after = page.after();
    do {
      Page<ChannelSource> joined =
          subscribers(topic, new PageRequest(after, PageRequest.MAX_LIMIT));
      joined.items().stream()
          .filter(source -> filter.fits(source.client()))
          .limit(page.limit() + 1L - found.size())
          .flatMap(source -> socket(source.client().connection()).stream())
          .forEach(found::add);
      after = joined.next();
    } while (after != null && found.size() <= page.limit());
    return Page.of(found, page.limit(), SocketInfo::connection);
  }

  /** One connection of this node, if it stands. */
  public Optional<SocketInfo> socket(long connection) {
    return inspected.sessions().socket(connection);
  }

  /**
   * A channel of a connection of this node, asked for its state; empty if it is not there.
   *
   * @param bound how long it may take to answer, before it is called busy
   */
  public Optional<ChannelView> channel(long connection, String topic, Duration bound) {
    return inspected.sessions().channel(connection, topic, bound);
  }

  /**
   * Why connections are no more: the last 1,024 of this node that fit, the newest first.
   *
   * @param filter which; {@link SocketFilter#id} for those of one user
   */
  public Page<Closing> closings(SocketFilter filter, PageRequest page) {
    List<Closings.Numbered> found =
        closings.before(page.afterNumber()).stream()
            .filter(each -> filter.fits(each.closing().source()))
            .limit(page.limit() + 1L)
            .toList();
    Page<Closings.Numbered> cut = Page.of(found, page.limit(), Closings.Numbered::number);
    return new Page<>(cut.items().stream().map(Closings.Numbered::closing).toList(), cut.next());
  }

  /**
   * Shows the next events that fit, until one of the bounds is reached.
   *
   * <p>Where nothing is traced, this costs nothing; where something is, the events that fit cost
   * about as much as a log line each.
   *
   * @param sink takes the entries, one at a time and in order, on a virtual thread
   * @throws RejectedExecutionException if {@value #MAX_TRACES} run already, or the endpoint has
   *     stopped
   */
  public Trace trace(TraceSpec spec, Consumer<? super TraceEntry> sink) {
    Trace trace = new Trace(spec, inspected, reader, sink);
    synchronized (traces) {
      requireOpen();
      if (traces.size() >= MAX_TRACES) {
        throw new RejectedExecutionException(
            "%d traces run (expected: < %d)".formatted(traces.size(), MAX_TRACES));
      }
      traces.add(trace);
    }
    var _ = trace.ended().thenRun(() -> ended(trace));
    trace.begin();
    return trace;
  }

  private void ended(Trace trace) {
    synchronized (traces) {
      traces.remove(trace);
    }
  }

  /** The options in force on this node; {@link Setting#change} changes those that may be. */
  public List<Setting> options() {
    return inspected.settings().get();
  }

  /**
   * What {@code GET /admin/…} answers, as a tree of maps and lists; {@code docs/admin.md} has the
   * calls and their parameters. Waits for channels half a second at most, and for other nodes two.
   *
   * @param call such as {@code topics}
   * @param params such as {@code prefix}: texts, numbers, and booleans
   * @throws IllegalArgumentException if there is no such call, or a parameter does not fit
   * @throws IllegalStateException if another endpoint of this name on this {@link PubSub} is looked
   *     into
   * @throws RejectedExecutionException if the endpoint has stopped
   */
  public Map<String, @Nullable Object> ask(String call, Map<String, ?> params) {
    try {
      Listings.Kind kind = ClusterListings.kind(call);
      return listings().answer(kind, new CallParams(params, ClusterListings.params(kind)));
    } catch (BadCallException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * What {@code POST /admin/…} does and answers; {@code docs/admin.md} has the calls and their
   * bodies. Waits for another node, if one is meant, two seconds at most.
   *
   * @param call such as {@code kick}
   * @param params such as {@code connection} and {@code topic}
   * @throws IllegalArgumentException if there is no such call, a parameter does not fit, or what is
   *     meant is not there
   * @throws IllegalStateException if another node is meant, and another endpoint of this name on
   *     this {@link PubSub} is looked into
   * @throws RejectedExecutionException if the endpoint has stopped
   */
  public Map<String, @Nullable Object> act(String call, Map<String, ?> params) {
    try {
      return order(call, params);
    } catch (BadCallException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Does one of {@link AdminActions}, here or on the node that it is about. */
  Map<String, @Nullable Object> order(String call, Map<String, ?> params) throws BadCallException {
    synchronized (traces) {
      requireOpen();
    }
    AdminActions here = new AdminActions(this);
    String other = here.otherNode(call, params);
    if (other == null) {
      return here.run(call, params); // Needs no other nodes, and no question to them.
    }
    Map<String, Object> there = new LinkedHashMap<>(params);
    there.remove("node");
    return new LinkedHashMap<>(steering().run(other, call, there));
  }

  /**
   * Takes out of a tree of maps and lists what is kept from those who look; see {@code
   * EndpointBuilder.filterParams}.
   */
  public @Nullable Object filtered(@Nullable Object tree) {
    return inspected.filter().filter(tree);
  }

  /** The limits of this node: what they allow, what is used, and how often they were met. */
  public List<Limit> limits() {
    return inspected.limits().get().all();
  }

  /** The nodes of the cluster, as this one sees them. */
  public List<String> nodes() {
    return pubsub().members();
  }

  /** Ends what it began; the endpoint does. */
  @Override
  public void close() {
    List<Trace> running;
    ClusterListings asked;
    ClusterSteering steered;
    synchronized (traces) {
      closed = true;
      running = List.copyOf(traces);
      asked = listings;
      steered = steering;
    }
    if (asked != null) {
      asked.close();
    }
    if (steered != null) {
      steered.close();
    }
    running.forEach(Trace::close);
    inspected.pubsub().untrace(pubSubTrace);
    endRecording.run();
    inspected.telemetry().remove(closings);
    inspected.telemetry().remove(neighbours);
  }
}

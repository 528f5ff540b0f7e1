package dev.anqa.presence;

import dev.anqa.channel.ChannelSocket;
import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.Time;
import dev.anqa.telemetry.Telemetry;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.tracker.Tracker;
import dev.anqa.tracker.TrackerEntry;
import dev.anqa.tracker.TrackerOptions;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who is on which topic, on all nodes, for clients to show; {@code Phoenix.Presence}.
 *
 * <pre>{@code
 * Presence presence = Presence.builder().build();
 * Endpoint.builder()
 *     .http(4000)
 *     .presence(presence)
 *     .socket("/socket", SocketHandler.anonymous().channel("room:*", () -> new Room(presence)))
 *     .start();
 *
 * // in the channel
 * public JoinResult join(String topic, Payload params, ChannelSocket socket) {
 *   socket.sendSelf(AfterJoin.INSTANCE);
 *   return JoinResult.ok();
 * }
 *
 * public void handleInfo(Object message, ChannelSocket socket) {
 *   presence.track(socket, userId, Map.of("online_at", Instant.now().toString()));
 *   presence.pushState(socket);
 * }
 * }</pre>
 *
 * <p>Everybody on the topic gets a {@code presence_diff} for each change, made by their own node;
 * nothing is to be done for it. What a channel tracks ends with the channel.
 *
 * <p>Metas are a {@link Payload} of a JSON object, or any value that the endpoint's JSON writes as
 * one. Keys and what is in metas go to every client as they are; a client that may choose its key
 * may choose {@code __proto__}, which phoenix.js before 1.8 cannot show.
 *
 * <p>Any thread may call; what changes something waits for the tracker, so it is not for event
 * loops. Each throws an {@link IllegalStateException} before the endpoint has started it, and what
 * changes something also after it was closed.
 *
 * <p>Ports {@code lib/phoenix/presence.ex}. Differs in: it is an object, given to an endpoint; see
 * also {@link Fetch}, {@link MetasHandler} and {@code DiffLines}. An absent key is an empty
 * optional, not an empty list.
 */
public final class Presence implements AutoCloseable {
  /** The event that tells a client who is there. */
  static final String STATE = "presence_state";

  /** The event that tells clients who came and left. */
  static final String DIFF = "presence_diff";

  /** The event that tells a client that the state before it is not the whole. */
  static final String TRUNCATED = "presence_truncated";

  private record Started(Tracker tracker, Enricher enricher) {}

  private final PresenceBuilder options;

  /** Null before the start. */
  private final AtomicReference<@Nullable Started> started = new AtomicReference<>();

  Presence(PresenceBuilder options) {
    this.options = options;
  }

  /** Says what it is made of. */
  public static PresenceBuilder builder() {
    return new PresenceBuilder();
  }

  /** Its name, the same on all nodes. */
  public String name() {
    return options.name;
  }

  /**
   * Starts it. The endpoint that it is given to does so, and closes it.
   *
   * @param json how metas and additions are written
   * @throws IllegalStateException if it was started before
   * @throws IllegalArgumentException if the tracker's periods do not fit together
   */
  public void start(PubSub pubsub, Time time, Json json, Telemetry telemetry) {
    Enricher enricher = new Enricher(options.fetch, json);
    TrackerOptions trackerOptions = new TrackerOptions(options.name);
    options.tracker.accept(trackerOptions);
    DiffLines lines = new DiffLines(options, pubsub, time, telemetry, enricher);
    Tracker tracker = Tracker.start(pubsub, time, trackerOptions, lines);
    if (!started.compareAndSet(null, new Started(tracker, enricher))) {
      tracker.close();
      throw new IllegalStateException(
          "presence \"%s\" is started already; each endpoint needs its own".formatted(name()));
    }
    tracker.listen(event -> telemetry.emit(new TelemetryEvent.TrackerTold(name(), event)));
  }

  private Started started() {
    Started now = started.get();
    if (now == null) {
      throw new IllegalStateException(
          """
          presence "%s" has not started. Give it to the endpoint:

              Endpoint.builder().presence(presence)…\
          """
              .formatted(name()));
    }
    return now;
  }

  /**
   * Tracks a channel on its topic under a key, such as a user's id.
   *
   * @param meta what clients shall know: a JSON object of at most 1 MiB
   * @throws IllegalArgumentException if the meta cannot be written as a JSON object, the key is no
   *     well-formed Unicode, or one of them is too large
   */
  public TrackResult track(ChannelSocket socket, String key, Object meta) {
    return track(socket, socket.topic(), key, meta);
  }

  /**
   * Tracks anything on any topic. What a {@link ChannelSocket} owns ends with its channel; for
   * other owners {@link #untrack(Object)} is to be called.
   *
   * @param owner whose presence it is, compared by {@code equals}
   * @throws IllegalArgumentException as {@link #track(ChannelSocket, String, Object)}
   */
  public TrackResult track(Object owner, String topic, String key, Object meta) {
    Started now = started();
    checkKey(key);
    Optional<TrackerEntry> entry =
        now.tracker.track(owner, topic, key, Meta.payloadOf(meta, now.enricher.json()));
    // Afterwards, so that no end of the channel can come in between.
    if (owner instanceof ChannelSocket socket
        && !socket.onEnd(this, () -> now.tracker.ended(owner))) {
      now.tracker.ended(owner);
    }
    return entry.isPresent()
        ? new TrackResult.Tracked(entry.get().ref())
        : new TrackResult.AlreadyTracked(topic, key);
  }

  /** Half a character in one key would keep strict clients from reading all of the topic. */
  private static void checkKey(String key) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(key)) {
      throw new IllegalArgumentException(
          "key: a string with half a surrogate pair (expected: well-formed Unicode)");
    }
  }

  /**
   * Gives a channel's presence on its topic another meta: one diff, with the new meta in its joins
   * and the old one in its leaves.
   *
   * @throws IllegalArgumentException as {@link #track(ChannelSocket, String, Object)}
   */
  public UpdateResult update(ChannelSocket socket, String key, Object meta) {
    return update(socket, socket.topic(), key, meta);
  }

  /**
   * As {@link #update(ChannelSocket, String, Object)}, made of what the meta is now; nothing comes
   * in between.
   *
   * @param change makes the new meta; must not block. Refs in what it returns are left out, so it
   *     may return a changed copy of what it gets. What it throws comes out here
   */
  public UpdateResult update(ChannelSocket socket, String key, Function<? super Meta, ?> change) {
    return update(socket, socket.topic(), key, change);
  }

  /** As {@link #update(ChannelSocket, String, Object)}, for anything on any topic. */
  public UpdateResult update(Object owner, String topic, String key, Object meta) {
    Started now = started();
    Payload payload = Meta.payloadOf(meta, now.enricher.json());
    return result(topic, key, now.tracker.update(owner, topic, key, payload));
  }

  /** As {@link #update(ChannelSocket, String, Function)}, for anything on any topic. */
  public UpdateResult update(
      Object owner, String topic, String key, Function<? super Meta, ?> change) {
    Started now = started();
    Json json = now.enricher.json();
    return result(
        topic,
        key,
        now.tracker.update(
            owner, topic, key, entry -> Meta.payloadOf(change.apply(new Meta(entry, json)), json)));
  }

  private static UpdateResult result(String topic, String key, Optional<TrackerEntry> entry) {
    return entry.isPresent()
        ? new UpdateResult.Updated(entry.get().ref())
        : new UpdateResult.NoPresence(topic, key);
  }

  /** Ends a channel's presence under a key, if there is one. */
  public void untrack(ChannelSocket socket, String key) {
    untrack(socket, socket.topic(), key);
  }

  /** Ends a presence, if there is one. */
  public void untrack(Object owner, String topic, String key) {
    started().tracker.untrack(owner, topic, key);
  }

  /** Ends all presences of an owner. */
  public void untrack(Object owner) {
    started().tracker.untrack(owner);
  }

  /** Who is present on a topic, on all nodes that are there. Calls {@link Fetch}. */
  public PresenceList list(String topic) {
    Started now = started();
    Map<String, List<Meta>> metas = now.enricher.metas(now.tracker.list(topic));
    int keys = metas.size();
    if (keys > options.maxListedKeys) {
      Map<String, List<Meta>> first = new LinkedHashMap<>();
      metas.entrySet().stream()
          .limit(options.maxListedKeys)
          .forEach(each -> first.put(each.getKey(), each.getValue()));
      metas = first;
    }
    return new PresenceList(now.enricher.enrich(topic, metas), keys, now.enricher.json());
  }

  /**
   * The metas of who is present on a topic, by key, on all nodes that are there. Unlike {@link
   * #list}, it lists all, and does not call {@link Fetch}.
   */
  public Map<String, List<Meta>> metas(String topic) {
    Started now = started();
    return now.enricher.metas(now.tracker.list(topic));
  }

  /**
   * As {@link #metas(String)}, a page of it.
   *
   * @param after the key behind which it begins; null for the first page
   * @param keys at most so many
   */
  public Map<String, List<Meta>> metas(String topic, @Nullable String after, int keys) {
    Started now = started();
    return now.enricher.metas(now.tracker.list(topic, after, keys));
  }

  /** How many keys are present on a topic, on all nodes that are there. */
  public int count(String topic) {
    return started().tracker.keys(topic);
  }

  /** Who is present on a topic under a key; empty if nobody is. Calls {@link Fetch}. */
  public Optional<Present> getByKey(String topic, String key) {
    Started now = started();
    Map<String, List<Meta>> metas = now.enricher.metas(now.tracker.getByKey(topic, key));
    return Optional.ofNullable(now.enricher.enrich(topic, metas).get(key));
  }

  /**
   * How many presences there are, on all topics and nodes: one for each owner and key of a topic.
   */
  public int size() {
    return started().tracker.size();
  }

  /** The payload of {@code presence_state} for a topic: {@link PresenceList#payload}. */
  public Payload state(String topic) {
    return list(topic).payload();
  }

  /**
   * Tells a client who is on the channel's topic: pushes {@code presence_state}, and if that is not
   * the whole, {@code presence_truncated} with the number of keys that are {@code listed} and that
   * there are in {@code total}.
   *
   * <p>To be called after the join, once. Clients take it and diffs in either order.
   *
   * @throws IllegalStateException in {@code join}
   */
  public void pushState(ChannelSocket socket) {
    PresenceList list = list(socket.topic());
    socket.push(STATE, list.payload());
    if (list.truncated()) {
      socket.push(TRUNCATED, Map.of("listed", list.byKey().size(), "total", list.keys()));
    }
  }

  /** Ends it; other nodes see its presences leave. The endpoint calls it behind its channels. */
  @Override
  public void close() {
    Started now = started.get();
    if (now != null) {
      now.tracker.close();
    }
  }
}

package dev.anqa.telemetry;

import dev.anqa.pubsub.AdapterEvent;
import dev.anqa.pubsub.PubSubEvent;
import dev.anqa.tracker.TrackerEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes events to a log, {@code dev.anqa} of {@link System.Logger} by default.
 *
 * <p>An application chooses the levels of what is normal: connections and joins at {@code INFO},
 * each message at {@code DEBUG} by default; {@link Level#OFF} silences them. Faults have their
 * levels. A message is parsed to be shown only if its level is on. Joins and messages on topics
 * that begin with {@code phoenix} are never written.
 *
 * <p>Ports {@code lib/phoenix/logger.ex}. Differs in: what a client chose is bounded in length and
 * cannot begin a line of its own; levels are set here, by the names of sockets and channels, and
 * not in their classes.
 */
public final class LogListener implements TelemetryListener {
  private final Logger logger;
  private final LogText text;

  // Any thread may change these.
  private volatile Levels connects;
  private volatile Levels joins;
  private volatile Levels messages;

  private LogListener(Builder builder) {
    this.logger = builder.logger != null ? builder.logger : System.getLogger("dev.anqa");
    this.text = new LogText(new LogParams(builder.params, builder.maxParamChars));
    this.connects = builder.connects.copy();
    this.joins = builder.joins.copy();
    this.messages = builder.messages.copy();
  }

  /** One with the default of each option. */
  public static LogListener standard() {
    return builder().build();
  }

  /** One to be configured. */
  public static Builder builder() {
    return new Builder();
  }

  /** A level, and exceptions by the name of a socket or channel. */
  private record Levels(Level level, Map<String, Level> byName) {
    Levels with(Level other) {
      return new Levels(Objects.requireNonNull(other, "level"), byName);
    }

    Levels copy() {
      return new Levels(level, Map.copyOf(byName));
    }

    Level of(String name) {
      return byName.getOrDefault(name, level);
    }

    boolean anyOn(Logger logger) {
      if (isOn(logger, level)) {
        return true;
      }
      for (Level each : byName.values()) {
        if (isOn(logger, each)) {
          return true;
        }
      }
      return false;
    }
  }

  /** What is logged at a level that can be changed. */
  public enum Subject {
    /** Accepted and refused connections; see {@link Builder#connects(Level)}. */
    CONNECTS,
    /** Accepted and refused joins; see {@link Builder#joins(Level)}. */
    JOINS,
    /** Each message that was handled; see {@link Builder#messages(Level)}. */
    MESSAGES
  }

  /** The level that something is logged at now; exceptions by name aside. Any thread may call. */
  public Level level(Subject subject) {
    return switch (subject) {
      case CONNECTS -> connects.level();
      case JOINS -> joins.level();
      case MESSAGES -> messages.level();
    };
  }

  /** Logs something at another level from now on; exceptions by name stay. Any thread may call. */
  public void level(Subject subject, Level level) {
    switch (subject) {
      case CONNECTS -> connects = connects.with(level);
      case JOINS -> joins = joins.with(level);
      case MESSAGES -> messages = messages.with(level);
    }
  }

  /** What a {@link LogListener} is made of. */
  public static final class Builder {
    private @Nullable Logger logger; // Null for the default.
    private ParamFilter params = ParamFilter.standard();
    private int maxParamChars = 1000;
    private Levels connects = new Levels(Level.INFO, new HashMap<>());
    private Levels joins = new Levels(Level.INFO, new HashMap<>());
    private Levels messages = new Levels(Level.DEBUG, new HashMap<>());

    private Builder() {}

    /** Where to write; {@code System.getLogger("dev.anqa")} by default. */
    public Builder logger(Logger logger) {
      this.logger = Objects.requireNonNull(logger, "logger");
      return this;
    }

    /** What is kept from the log; {@link ParamFilter#standard} by default. */
    public Builder params(ParamFilter filter) {
      this.params = Objects.requireNonNull(filter, "filter");
      return this;
    }

    /**
     * How much of an event's parameters is written, in characters; 1,000 by default.
     *
     * @throws IllegalArgumentException if it is zero or negative
     */
    public Builder maxParamChars(int chars) {
      if (chars < 1) {
        throw new IllegalArgumentException("maxParamChars: " + chars + " (expected: > 0)");
      }
      this.maxParamChars = chars;
      return this;
    }

    /** The level of accepted and refused connections, and of draining; {@code INFO} by default. */
    public Builder connects(Level level) {
      this.connects = connects.with(level);
      return this;
    }

    /** As {@link #connects(Level)}, for one socket, such as {@code UserSocket}. */
    public Builder connects(String socket, Level level) {
      connects.byName.put(socket, Objects.requireNonNull(level, "level"));
      return this;
    }

    /** The level of accepted and refused joins; {@code INFO} by default. */
    public Builder joins(Level level) {
      this.joins = joins.with(level);
      return this;
    }

    /** As {@link #joins(Level)}, for one class of channels, such as {@code RoomChannel}. */
    public Builder joins(String channel, Level level) {
      joins.byName.put(channel, Objects.requireNonNull(level, "level"));
      return this;
    }

    /** The level of each message that was handled; {@code DEBUG} by default. */
    public Builder messages(Level level) {
      this.messages = messages.with(level);
      return this;
    }

    /** As {@link #messages(Level)}, for one class of channels, such as {@code RoomChannel}. */
    public Builder messages(String channel, Level level) {
      messages.byName.put(channel, Objects.requireNonNull(level, "level"));
      return this;
    }

    /** Makes it; hand it to {@link Telemetry#listen}. */
    public LogListener build() {
      return new LogListener(this);
    }
  }

  @Override
  public boolean wants(Class<? extends TelemetryEvent> kind) {
    if (kind == TelemetryEvent.ChannelHandledIn.class) {
      return messages.anyOn(logger);
    }
    if (kind == TelemetryEvent.ChannelJoined.class) {
      return joins.anyOn(logger);
    }
    if (kind == TelemetryEvent.SocketConnected.class) {
      return connects.anyOn(logger);
    }
    if (kind == TelemetryEvent.ChannelClosed.class || kind == TelemetryEvent.SocketClosed.class) {
      return isOn(logger, Level.DEBUG);
    }
    return true;
  }

  @Override
  public void handle(TelemetryEvent event) {
    Level level = level(event);
    if (!isOn(logger, level)) {
      return;
    }
    Throwable cause = event.cause();
    if (cause == null) {
      logger.log(level, text.of(event));
    } else {
      logger.log(level, text.of(event), cause);
    }
  }

  private Level level(TelemetryEvent event) {
    return switch (event) {
      case TelemetryEvent.SocketConnected it -> connects.of(it.source().socket());
      case TelemetryEvent.SocketDrain _ -> connects.level();
      case TelemetryEvent.ChannelJoined it -> level(joins, it.source());
      case TelemetryEvent.ChannelHandledIn it -> level(messages, it.source());
      case TelemetryEvent.TransportRequested it -> it.level();
      case TelemetryEvent.TransportAnswered it -> it.level();
      case TelemetryEvent.PubSubFailed(PubSubEvent it) -> level(it);
      case TelemetryEvent.TrackerTold(_, TrackerEvent it) -> level(it);
      case TelemetryEvent.EndpointStarted _,
          TelemetryEvent.EndpointStopped _,
          TelemetryEvent.TlsReloaded _ ->
          Level.INFO;
      case TelemetryEvent.SocketClosed _,
          TelemetryEvent.ChannelClosed _,
          TelemetryEvent.DuplicateJoin _,
          TelemetryEvent.TlsHandshakeFailed _,
          TelemetryEvent.HandshakeRefused _ ->
          Level.DEBUG;
      case TelemetryEvent.SocketRefusedVersion _,
          TelemetryEvent.JoinUnmatched _,
          TelemetryEvent.UnexpectedMessage _,
          TelemetryEvent.DecodeFailed _,
          TelemetryEvent.LoopHeld _,
          TelemetryEvent.SlowConsumerClosed _,
          TelemetryEvent.FramesDropped _,
          TelemetryEvent.BinaryDropped _,
          TelemetryEvent.LimitReached _ ->
          Level.WARNING;
      case TelemetryEvent.OriginRefused _,
          TelemetryEvent.SubprotocolRefused _,
          TelemetryEvent.TlsReloadFailed _,
          TelemetryEvent.RequestFailed _,
          TelemetryEvent.ConnectCrashed _,
          TelemetryEvent.SocketCrashed _,
          TelemetryEvent.JoinCrashed _,
          TelemetryEvent.ChannelCrashed _,
          TelemetryEvent.PresenceHookFailed _,
          TelemetryEvent.TaskFailed _,
          TelemetryEvent.ListenerDetached _ ->
          Level.ERROR;
    };
  }

  private static Level level(Levels levels, ChannelSource source) {
    return source.topic().startsWith("phoenix") ? Level.OFF : levels.of(source.channel());
  }

  private static Level level(TrackerEvent event) {
    return switch (event) {
      case TrackerEvent.ReplicaUp _, TrackerEvent.ReplicaDown _, TrackerEvent.ReplicaForgotten _ ->
          Level.INFO;
      case TrackerEvent.ChangesMissed _,
          TrackerEvent.TransferRequested _,
          TrackerEvent.TransferSent _,
          TrackerEvent.StaleMessage _ ->
          Level.DEBUG;
      case TrackerEvent.MalformedMessage _, TrackerEvent.MailboxFull _ -> Level.WARNING;
      case TrackerEvent.DiffHandlerFailed _ -> Level.ERROR;
    };
  }

  private static Level level(PubSubEvent event) {
    return switch (event) {
      case PubSubEvent.AdapterFailed _, PubSubEvent.SubscriberFailed _ -> Level.ERROR;
      case PubSubEvent.PartitionFull _, PubSubEvent.ReceivedUnfit _, PubSubEvent.SubscriberFull _ ->
          Level.WARNING;
      case PubSubEvent.FromAdapter(AdapterEvent it) -> level(it);
    };
  }

  private static Level level(AdapterEvent event) {
    return switch (event) {
      case AdapterEvent.Connected _,
          AdapterEvent.NodeJoined _,
          AdapterEvent.NodeLeft _,
          AdapterEvent.PartitionHealed _ ->
          Level.INFO;
      case AdapterEvent.Disconnected _,
          AdapterEvent.BroadcastsLost _,
          AdapterEvent.MalformedFrame _ ->
          Level.WARNING;
      case AdapterEvent.ReceiverFailed _ -> Level.ERROR;
    };
  }

  private static boolean isOn(Logger logger, Level level) {
    return level != Level.OFF && logger.isLoggable(level);
  }
}

package dev.anqa.transport;

import dev.anqa.serializer.Versions;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every transport of a mount can be told. Not for more than one thread; read when the endpoint
 * starts.
 *
 * @param <T> the transport's own options
 */
public abstract sealed class TransportOptions<T extends TransportOptions<T>>
    permits LongPollOptions, OtherOptions, WebSocketOptions {
  private String path;
  private @Nullable OriginPolicy originPolicy;
  private boolean checkCsrf = true;
  private final Set<ConnectInfoKey> connectInfo = EnumSet.noneOf(ConnectInfoKey.class);
  private final Map<String, Object> attachments = new LinkedHashMap<>();
  private @Nullable SessionCookie session;
  private @Nullable Boolean authToken;
  private Level transportLog = Level.OFF;
  private @Nullable Versions versions;

  TransportOptions(String path) {
    this.path = path;
  }

  abstract T self();

  /**
   * Where the transport lies below its mount; its own name by default. Segments may be variables,
   * such as {@code x/:room}.
   *
   * @throws IllegalArgumentException if it is no such path
   */
  public T path(String path) {
    PathPattern.parse(path);
    this.path = path;
    return self();
  }

  /**
   * The origins that may connect, such as {@code https://example.com}, {@code //example.com:8080}
   * or {@code //*.example.com}; see {@link OriginPolicy#list}.
   *
   * @throws IllegalArgumentException if there is none, or one has no host
   */
  public T checkOrigin(String... origins) {
    return checkOrigin(OriginPolicy.list(origins));
  }

  /** Whose pages may connect; the endpoint's policy by default. */
  public T checkOrigin(OriginPolicy policy) {
    this.originPolicy = Objects.requireNonNull(policy, "policy");
    return self();
  }

  /**
   * Whether the session is shown only to those who send its CSRF token as the parameter {@code
   * _csrf_token}; true by default. An endpoint does not start with both this and the origin check
   * off.
   */
  public T checkCsrf(boolean check) {
    this.checkCsrf = check;
    return self();
  }

  /** The parts of the request that {@code connect} may see, in addition to those told before. */
  public T connectInfo(ConnectInfoKey... keys) {
    connectInfo.addAll(List.of(keys));
    return self();
  }

  /** A value of the application's own, which {@code connect} finds among the attachments. */
  public T connectInfo(String name, Object value) {
    attachments.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return self();
  }

  /** Shows {@code connect} the session of the web application; none by default. */
  public T session(SessionCookie session) {
    this.session = Objects.requireNonNull(session, "session");
    return self();
  }

  /** Whether phoenix.js's {@code authToken} is taken; as the mount says by default. */
  public T authToken(boolean taken) {
    this.authToken = taken;
    return self();
  }

  /** The versions of the protocol that clients may ask for; the endpoint's by default. */
  public T serializers(Versions versions) {
    this.versions = Objects.requireNonNull(versions, "versions");
    return self();
  }

  /** The level at which requests and their refusals are logged; {@code OFF} by default. */
  public T transportLog(Level level) {
    this.transportLog = Objects.requireNonNull(level, "level");
    return self();
  }

  /** What stands now. */
  TransportSettings settings(boolean authTokenOfMount) {
    return new TransportSettings(
        path,
        originPolicy,
        checkCsrf,
        Set.copyOf(connectInfo),
        Map.copyOf(attachments),
        session,
        authToken != null ? authToken : authTokenOfMount,
        transportLog,
        versions);
  }
}

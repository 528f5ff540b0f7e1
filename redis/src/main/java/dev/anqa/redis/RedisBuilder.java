package dev.anqa.redis;

import dev.anqa.pubsub.NodeNames;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a {@link Redis} is made of; nothing but the URL is needed. */
public final class RedisBuilder {
  private static final Duration SHORTEST_FAILURE = Duration.ofMillis(100);

  String name = "anqa";
  String nodeName;
  Duration startTimeout = Duration.ofSeconds(2);
  Duration failureTimeout = Duration.ofSeconds(8);
  Duration maxReconnectDelay = Duration.ofSeconds(5);
  int maxPayloadBytes = 16 << 20;
  int maxQueuedBroadcasts = 16_384;
  long maxQueuedBytes = 64 << 20;

  private final String url;

  /** Null for the authorities that the JDK trusts. */
  private @Nullable Path trusted;

  /** Null for no certificate of this node's own; both or none. */
  private @Nullable Path chain;

  private @Nullable Path key;

  RedisBuilder(String url) {
    var _ = Servers.of(url); // Or it throws.
    this.url = url;
    this.nodeName = NodeNames.ofThisMachine(new SecureRandom());
  }

  /**
   * The cluster's name, {@code anqa} by default; nodes of another name are not talked to, though
   * they use the same Redis.
   *
   * @throws IllegalArgumentException if it is empty, longer than 200 bytes of UTF-8, or has a colon
   */
  public RedisBuilder name(String name) {
    if (name.contains(":")) {
      throw new IllegalArgumentException("name: \"" + name + "\" (expected: no colon)");
    }
    this.name = NodeNames.checked("name", name);
    return this;
  }

  /**
   * This node's name, unique in the cluster; the machine's name and a random part by default.
   *
   * @throws IllegalArgumentException if it is empty or longer than 200 bytes of UTF-8
   */
  public RedisBuilder nodeName(String name) {
    this.nodeName = NodeNames.checked("nodeName", name);
    return this;
  }

  /**
   * The authorities whose certificates this node believes, for a URL with TLS; those of the JDK by
   * default. Read again with each new connection.
   *
   * @param pem a file with certificates
   * @throws IllegalArgumentException if it cannot be read
   */
  public RedisBuilder trust(Path pem) {
    this.trusted = readable("trust", pem);
    return this;
  }

  /**
   * The certificate that this node shows to Redis, for a URL with TLS; none by default, though
   * Redis asks for one unless it has {@code tls-auth-clients no}. Read again with each new
   * connection.
   *
   * @param chain a file in PEM with the certificate, and those between it and its authority
   * @param key a file in PEM with its private key, PKCS #8, not encrypted
   * @throws IllegalArgumentException if one cannot be read
   */
  public RedisBuilder certificate(Path chain, Path key) {
    this.chain = readable("certificate", chain);
    this.key = readable("certificate", key);
    return this;
  }

  private static Path readable(String what, Path file) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(what + ": " + file + " (expected: a file in PEM)");
    }
    return file;
  }

  /**
   * How long the start waits for Redis, 2 s by default. A node that does not reach it by then
   * begins alone, and goes on trying.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public RedisBuilder startTimeout(Duration timeout) {
    this.startTimeout = positive("startTimeout", timeout);
    return this;
  }

  /**
   * After which silence Redis is given up, and each other node; also how long each step of
   * connecting may take. 8 s by default. Closed connections, and nodes that say goodbye, are seen
   * at once. Four times within it each node says that it is there.
   *
   * @throws IllegalArgumentException if it is less than 0.1 s
   */
  public RedisBuilder failureTimeout(Duration timeout) {
    if (timeout.compareTo(SHORTEST_FAILURE) < 0) {
      throw new IllegalArgumentException(
          "failureTimeout: " + timeout + " (expected: >= " + SHORTEST_FAILURE + ")");
    }
    this.failureTimeout = timeout;
    return this;
  }

  /**
   * The longest time between two attempts to reach Redis, 5 s by default; the first comes after a
   * tenth of a second, each further one after twice as long. A random part is taken off.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public RedisBuilder maxReconnectDelay(Duration delay) {
    this.maxReconnectDelay = positive("maxReconnectDelay", delay);
    return this;
  }

  private static Duration positive(String what, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(what + ": " + value + " (expected: > 0)");
    }
    return value;
  }

  /**
   * The largest payload that is sent or received, in bytes; 16 MiB by default. Must be the same on
   * all nodes.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public RedisBuilder maxPayloadBytes(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("maxPayloadBytes: " + bytes + " (expected: > 0)");
    }
    this.maxPayloadBytes = bytes;
    return this;
  }

  /**
   * How much may wait to be sent, 16,384 broadcasts and 64 MiB by default; beyond that broadcasts
   * fail. The queue fills when Redis takes less than is sent, until it is given up.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public RedisBuilder queue(int broadcasts, long bytes) {
    if (broadcasts < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "queue: " + broadcasts + " broadcasts, " + bytes + " bytes (expected: > 0)");
    }
    this.maxQueuedBroadcasts = broadcasts;
    this.maxQueuedBytes = bytes;
    return this;
  }

  /**
   * Makes the adapter, for {@code PubSub.builder().adapter(…)}.
   *
   * @throws IllegalStateException if there are certificates for TLS, and the URL is one without
   */
  public Redis build() {
    if ((trusted != null || chain != null) && !servers().all().stream().allMatch(RedisURI::isSsl)) {
      throw new IllegalStateException(
          """
          There are certificates for TLS, but the URL is one without. Write it so:

              Redis.at("rediss://…")
          """);
    }
    return new Redis(this);
  }

  /** Each node goes through them in its own turn. */
  Servers servers() {
    return Servers.of(url);
  }

  SslOptions tls() {
    SslOptions.Builder tls = SslOptions.builder().jdkSslProvider();
    if (trusted != null) {
      tls.trustManager(trusted.toFile());
    }
    if (chain != null && key != null) {
      tls.keyManager(chain.toFile(), key.toFile(), new char[0]);
    }
    return tls.build();
  }
}

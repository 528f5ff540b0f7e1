package dev.anqa.cluster;

import static java.util.Objects.requireNonNull;

import dev.anqa.pubsub.NodeNames;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jgroups.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Cluster} is made of; one of {@link #peers}, {@link #dns}, {@link #local} is needed.
 */
public final class ClusterBuilder {
  private static final Pattern ADDRESS = Pattern.compile("[^\\s,\\[\\]]+:(\\d{1,5})");

  String name = "anqa";
  String nodeName;
  int port = 7800;
  Duration joinTimeout = Duration.ofSeconds(2);
  Duration failureTimeout = Duration.ofSeconds(8);
  int maxPayloadBytes = 16 << 20;
  int maxQueuedBroadcasts = 16_384;
  long maxQueuedBytes = 64 << 20;

  /** Null until one of the ways is chosen. */
  @Nullable Discovery discovery;

  /** Null without TLS. */
  @Nullable SSLContext tls;

  /** Null for the address that suits the way of discovery. */
  private @Nullable InetAddress bind;

  private boolean insecure;

  ClusterBuilder() {
    nodeName = NodeNames.ofThisMachine(new SecureRandom());
  }

  /** The cluster's name, {@code anqa} by default; nodes of another name are not talked to. */
  public ClusterBuilder name(String name) {
    this.name = NodeNames.checked("name", name);
    return this;
  }

  /**
   * This node's name, unique in the cluster; the machine's name and a random part by default.
   *
   * @throws IllegalArgumentException if it is empty or longer than 200 bytes of UTF-8
   */
  public ClusterBuilder nodeName(String name) {
    this.nodeName = NodeNames.checked("nodeName", name);
    return this;
  }

  /**
   * The address of this machine that the others reach; by default its loopback address with {@link
   * #local}, and its first other one with {@link #peers} and {@link #dns}.
   *
   * @throws IllegalArgumentException if it cannot be resolved, or stands for all addresses
   */
  public ClusterBuilder bind(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      if (address.isAnyLocalAddress()) {
        throw new IllegalArgumentException(
            "bind: " + host + " (expected: an address that the other nodes can reach)");
      }
      this.bind = address;
      return this;
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("bind: " + host + " (expected: a known address)", e);
    }
  }

  /**
   * The only port that is opened, 7800 by default; with {@link #local} the first of ten to try.
   *
   * @throws IllegalArgumentException if it is not from 1 to 65,535
   */
  public ClusterBuilder port(int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
    }
    this.port = port;
    return this;
  }

  /**
   * Finds the others at these addresses; this node's own may be among them, so that all nodes can
   * have the same list. Not all need to be there, nor listed: who is found tells of the others.
   *
   * @param addresses as {@code host:port}
   * @throws IllegalArgumentException if there is none, or one is no {@code host:port}
   */
  public ClusterBuilder peers(String... addresses) {
    for (String address : addresses) {
      if (!ADDRESS.matcher(address).matches()) {
        throw new IllegalArgumentException("peers: \"" + address + "\" (expected: host:port)");
      }
    }
    if (addresses.length == 0) {
      throw new IllegalArgumentException("peers: none (expected: one host:port at least)");
    }
    this.discovery = new Discovery.Peers(List.of(addresses));
    return this;
  }

  /**
   * Finds the others at all addresses of a name, and at this node's {@link #port}; in Kubernetes
   * the name of a headless service, such as {@code chat.default.svc.cluster.local}.
   */
  public ClusterBuilder dns(String name) {
    this.discovery = new Discovery.Dns(requireNonNull(name, "name"));
    return this;
  }

  /** Finds up to ten nodes on this machine, for development. */
  public ClusterBuilder local() {
    this.discovery = new Discovery.Local();
    return this;
  }

  /**
   * Encrypts, and talks only to nodes with a certificate that this one trusts, in both directions
   * (TLS 1.3). Names in certificates are not compared with addresses, so trust an authority of the
   * cluster's own and no public one.
   *
   * @param pkcs12 a store with this node's key and certificate, and the certificates it trusts
   * @throws IllegalArgumentException if it cannot be read
   */
  public ClusterBuilder tls(Path pkcs12, char[] password) {
    try (InputStream in = Files.newInputStream(pkcs12)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password);
      var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusted.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
      return tls(context);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "tls: cannot read " + pkcs12 + " (expected: a PKCS12 store): " + e.getMessage(), e);
    }
  }

  /** As {@link #tls(Path, char[])}, with keys and trust from elsewhere. */
  public ClusterBuilder tls(SSLContext context) {
    this.tls = requireNonNull(context, "context");
    return this;
  }

  /** Says that nobody but the nodes can reach this port, so that it needs no TLS. */
  public ClusterBuilder insecure() {
    this.insecure = true;
    return this;
  }

  /**
   * How long the start looks for other nodes; 2 s by default, and up to three times as long if one
   * is found that does not answer. A node that found none begins alone, and merges when it can.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public ClusterBuilder joinTimeout(Duration timeout) {
    this.joinTimeout = positive("joinTimeout", timeout);
    return this;
  }

  /**
   * After which silence a node is given up; 8 s by default. One whose process ended is given up
   * after a second, whatever this is.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public ClusterBuilder failureTimeout(Duration timeout) {
    this.failureTimeout = positive("failureTimeout", timeout);
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
  public ClusterBuilder maxPayloadBytes(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("maxPayloadBytes: " + bytes + " (expected: > 0)");
    }
    this.maxPayloadBytes = bytes;
    return this;
  }

  /**
   * How much may wait to be sent, 16,384 broadcasts and 64 MiB by default; beyond that broadcasts
   * fail. The queue fills when one node takes less than is sent, until it is given up.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public ClusterBuilder queue(int broadcasts, long bytes) {
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
   * @throws IllegalStateException if there is no way to find others, or if other machines could
   *     reach the port and there is neither TLS nor {@link #insecure}
   */
  public Cluster build() {
    knownDiscovery();
    InetAddress address = bindAddress();
    if (!address.isLoopbackAddress() && tls == null && !insecure) {
      throw new IllegalStateException(
          """
          The cluster port %s:%d can be reached from other machines and has no TLS: whoever reaches \
          it could read all broadcasts and send their own.
          Either give each node a certificate of an authority of the cluster's own:

              .tls(Path.of("node.p12"), password)

          or, if nobody but the nodes can enter that network, say so:

              .insecure()
          """
              .formatted(address.getHostAddress(), port));
    }
    return new Cluster(this);
  }

  Discovery knownDiscovery() {
    if (discovery == null) {
      throw new IllegalStateException(
          """
          A cluster needs a way to find its nodes. Write one of:

              .peers("10.0.0.5:7800", "10.0.0.6:7800")
              .dns("chat.default.svc.cluster.local")
              .local()
          """);
    }
    return discovery;
  }

  InetAddress bindAddress() {
    InetAddress known = bind;
    if (known == null) {
      known = discovery instanceof Discovery.Local ? InetAddress.getLoopbackAddress() : reachable();
      bind = known;
    }
    return known;
  }

  private static InetAddress reachable() {
    try {
      InetAddress address = Util.getNonLoopbackAddress();
      return address != null ? address : InetAddress.getLoopbackAddress();
    } catch (SocketException e) {
      throw new IllegalStateException(
          "Cannot list this machine's addresses; name one: .bind(…)", e);
    }
  }
}

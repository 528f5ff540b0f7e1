package dev.anqa.cluster;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FRAG2;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.RSVP;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.dns.DNS_PING;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.Protocol;
import org.jgroups.util.TLS;
import org.jgroups.util.TLSClientAuth;

/**
 * JGroups' protocols, the lowest first: those of its own {@code tcp.xml}, but for what is said
 * here.
 *
 * <ul>
 *   <li>One port only. {@code FD_SOCK2} would open a second one, which cannot have TLS; instead TCP
 *       itself suspects the member whose connection broke. A member that is silent is found by
 *       {@code FD_ALL3}.
 *   <li>The transfer queue bundles what one sender sends in a row; the default of 5.5 makes a
 *       single sender ten times slower.
 *   <li>{@code MERGE3} looks for lost groups every 1 to 3 s, not 10 to 30.
 * </ul>
 */
final class Stack {
  /** How long a suspect has to prove that it lives. */
  private static final int VERIFY_MILLIS = 1_000;

  /** A first join may meet a coordinator that dies; after these the node is alone, and merges. */
  private static final int JOIN_ATTEMPTS = 3;

  /** How long a node that leaves waits until the others have what it sent. */
  private static final int LAST_DELIVERY_MILLIS = 2_000;

  private Stack() {}

  static List<Protocol> of(ClusterBuilder options, BiConsumer<String, String> malformed) {
    long failureMillis = options.failureTimeout.toMillis();
    return List.of(
        transport(options, malformed),
        discovery(options),
        new MERGE3().setMinInterval(1_000).setMaxInterval(3_000),
        new FD_ALL3().setTimeout(failureMillis).setInterval(Math.max(1, failureMillis / 4)),
        new VERIFY_SUSPECT2().setTimeout(VERIFY_MILLIS),
        new NAKACK2().useMcastXmit(false),
        new UNICAST3(),
        new STABLE().setDesiredAverageGossip(50_000).setMaxBytes(4_000_000),
        new GMS()
            .setJoinTimeout(options.joinTimeout.toMillis())
            .setMaxJoinAttempts(JOIN_ATTEMPTS)
            .printLocalAddress(false),
        new UFC().setMaxCredits(2_000_000).setMinThreshold(0.4),
        new MFC().setMaxCredits(2_000_000).setMinThreshold(0.4),
        new FRAG2().setFragSize(60_000),
        new RSVP()
            .setTimeout(LAST_DELIVERY_MILLIS)
            .setResendInterval(LAST_DELIVERY_MILLIS / 4)
            .throwExceptionOnTimeout(false));
  }

  private static TCP transport(ClusterBuilder options, BiConsumer<String, String> malformed) {
    TCP tcp = new CheckedTcp(malformed);
    tcp.setBindAddress(options.bindAddress());
    tcp.setBindPort(options.port);
    tcp.setPortRange(options.discovery instanceof Discovery.Local ? Discovery.Local.PORTS - 1 : 0);
    tcp.setBundlerType("transfer-queue");
    tcp.useVirtualThreads(true);
    tcp.enableSuspectEvents(true);
    tcp.logDetails(false);
    SSLContext tls = options.tls;
    if (tls != null) {
      tcp.tls(
          new TLS()
              .enabled(true)
              .setSSLContext(tls)
              .setProtocols(new String[] {"TLSv1.3"})
              .setClientAuth(TLSClientAuth.NEED));
    }
    return tcp;
  }

  private static Protocol discovery(ClusterBuilder options) {
    return switch (options.knownDiscovery()) {
      case Discovery.Peers(List<String> addresses) -> ping(addresses, 0);
      case Discovery.Local _ ->
          ping(
              List.of(options.bindAddress().getHostAddress() + ":" + options.port),
              Discovery.Local.PORTS - 1);
      case Discovery.Dns(String name) -> new DNS_PING().setDNSQuery(name);
    };
  }

  /** By text, not by address, so that names that cannot be resolved yet are asked again. */
  private static Protocol ping(List<String> addresses, int portRange) {
    String hosts =
        addresses.stream()
            .map(each -> each.substring(0, each.lastIndexOf(':')) + "[" + port(each) + "]")
            .collect(Collectors.joining(","));
    TCPPING ping = new TCPPING().setPortRange(portRange);
    return ping.setValue("initial_hosts_str", hosts);
  }

  private static String port(String address) {
    return address.substring(address.lastIndexOf(':') + 1);
  }
}

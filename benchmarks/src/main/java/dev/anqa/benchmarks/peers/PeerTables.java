package dev.anqa.benchmarks.peers;

import dev.anqa.benchmarks.Entry;
import dev.anqa.benchmarks.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What came of the comparison, a row for each server; a dash where one was not measured. */
final class PeerTables {
  /** Begins the label that says why a server is not there. */
  static final String LEFT_OUT = "left out: ";

  private static final String NONE = "–";

  private PeerTables() {}

  static List<Table> of(List<Peer> peers, List<Entry> entries) {
    List<Table> tables = new ArrayList<>();
    for (Entry entry : entries) {
      tables.add(entry.key().equals("memory") ? memory(peers, entry) : messages(peers, entry));
    }
    Map<String, String> without = leftOut(peers, entries);
    if (!without.isEmpty()) {
      var table = new Table("not measured", "why");
      without.forEach(table::row);
      tables.add(table);
    }
    return tables;
  }

  private static Table messages(List<Peer> peers, Entry entry) {
    var table =
        new Table(
            "`" + entry.command() + "`",
            "",
            (entry.key().startsWith("echo") ? "echoes" : "deliveries") + " per CPU second",
            "from – to",
            "CPU, Anqa = 1",
            "p50, ms",
            "p99, ms");
    for (Peer peer : peers) {
      table.row(
          title(peer),
          peer.how(),
          cell(entry, peer, Peers.PER_CPU_SECOND, 1),
          range(entry, peer, Peers.PER_CPU_SECOND),
          cell(entry, peer, Peers.TO_ANQA, 1),
          cell(entry, peer, Peers.P50, 1000),
          cell(entry, peer, Peers.P99, 1000));
    }
    return table;
  }

  private static Table memory(List<Peer> peers, Entry entry) {
    var table =
        new Table("`" + entry.command() + "`", "MiB before", "kB per connection", "from – to");
    for (Peer peer : peers) {
      table.row(
          title(peer),
          cell(entry, peer, Peers.RSS, 1),
          cell(entry, peer, Peers.PER_CONNECTION, 1000),
          range(entry, peer, Peers.PER_CONNECTION, 1000));
    }
    return table;
  }

  /** Why servers are not there, by name: a failure, or nothing to start them with. */
  private static Map<String, String> leftOut(List<Peer> peers, List<Entry> entries) {
    Map<String, String> without = new TreeMap<>();
    if (peers.stream().noneMatch(peer -> peer.name().equals("Phoenix"))) {
      without.put("Phoenix", "not set: " + String.join(", ", Peer.PHOENIX));
    }
    for (Entry entry : entries) {
      entry
          .labels()
          .forEach((label, why) -> {
            if (label.startsWith(LEFT_OUT)) {
              without.put(label.substring(LEFT_OUT.length()), entry.key() + ": " + why);
            }
          });
    }
    return without;
  }

  private static String title(Peer peer) {
    return peer.version().isEmpty() ? peer.name() : peer.name() + " " + peer.version();
  }

  private static String cell(Entry entry, Peer peer, String figure, double unit) {
    Double value = entry.figures().get(peer.name() + "." + figure);
    return value == null ? NONE : Table.number(value / unit);
  }

  private static String range(Entry entry, Peer peer, String figure) {
    return range(entry, peer, figure, 1);
  }

  private static String range(Entry entry, Peer peer, String figure, double unit) {
    String low = cell(entry, peer, figure + "_low", unit);
    return low.equals(NONE) ? NONE : low + " – " + cell(entry, peer, figure + "_high", unit);
  }
}

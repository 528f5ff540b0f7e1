package dev.anqa.cluster;

import dev.anqa.pubsub.Adapter;
import dev.anqa.pubsub.AdapterEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jgroups.Address;
import org.jgroups.MergeView;
import org.jgroups.View;
import org.jspecify.annotations.Nullable;

/** Who is in the cluster: changed by one view after the other, read by any thread. */
final class Members {
  private final String own;
  private final Adapter.Receiver receiver;

  /** Never changed in place. */
  private volatile Snapshot now = new Snapshot(List.of(), Map.of());

  /**
   * One view.
   *
   * @param all in the order in which they came
   * @param byName where two have one name, because one died and came back, the younger
   */
  private record Snapshot(List<Address> all, Map<String, Address> byName) {
    static Snapshot of(List<Address> all) {
      Map<String, Address> byName = new HashMap<>();
      all.forEach(each -> byName.put(Cluster.nameOf(each), each));
      return new Snapshot(all, byName);
    }
  }

  Members(String own, Adapter.Receiver receiver) {
    this.own = own;
    this.receiver = receiver;
  }

  List<String> names() {
    return now.all.stream().map(Cluster::nameOf).distinct().toList();
  }

  @Nullable Address address(String name) {
    return now.byName.get(name);
  }

  /** Takes a view, and tells what is new in it; the node itself is no news. */
  void changeTo(View view) {
    List<Address> before = now.all;
    List<Address> after = List.copyOf(view.getMembers());
    now = Snapshot.of(after);
    if (view instanceof MergeView merged) {
      receiver.happened(
          new AdapterEvent.PartitionHealed(
              merged.getSubgroups().stream().map(Members::names).toList()));
    }
    for (Address address : before) {
      if (!after.contains(address)) {
        receiver.happened(new AdapterEvent.NodeLeft(Cluster.nameOf(address)));
      }
    }
    for (Address address : after) {
      String name = Cluster.nameOf(address);
      if (!before.contains(address) && !name.equals(own)) {
        receiver.happened(new AdapterEvent.NodeJoined(name));
      }
    }
  }

  private static List<String> names(View view) {
    return view.getMembers().stream().map(Cluster::nameOf).toList();
  }
}

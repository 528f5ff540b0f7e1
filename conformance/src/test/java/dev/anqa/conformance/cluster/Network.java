package dev.anqa.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Machines with a network between them: each a network namespace, joined by a bridge in the
 * namespace of this process, which reaches all of them whatever is cut. To be used in an {@link
 * Isolation}.
 */
final class Network {
  private static final String SUBNET = "10.99.0.";
  private static final Duration SOON = Duration.ofSeconds(10);

  private final int machines;

  /** Machines from 1 to the given number. */
  Network(int machines) {
    this.machines = machines;
    run("ip link set lo up");
    run("ip link add br0 type bridge");
    run("ip addr add " + SUBNET + "254/24 dev br0");
    run("ip link set br0 up");
    for (int i = 1; i <= machines; i++) {
      run("ip netns add m" + i);
      run("ip link add to-m" + i + " type veth peer name eth0 netns m" + i);
      run("ip link set to-m" + i + " master br0 up");
      run("ip -n m" + i + " addr add " + address(i) + "/24 dev eth0");
      run("ip -n m" + i + " link set eth0 up");
      run("ip -n m" + i + " link set lo up");
    }
  }

  static String address(int machine) {
    return SUBNET + machine;
  }

  /** Starts a program on a machine. */
  Program start(int machine, List<String> command) {
    List<String> there = new ArrayList<>(List.of("ip", "netns", "exec", "m" + machine));
    there.addAll(command);
    return Program.start(Program.module(), Map.of(), there.toArray(String[]::new));
  }

  /** Loses all that one machine sends to the other, both ways; nobody is told. */
  void cut(int one, int other) {
    run("ip netns exec m" + one + " iptables -w -A INPUT -s " + address(other) + " -j DROP");
    run("ip netns exec m" + one + " iptables -w -A OUTPUT -d " + address(other) + " -j DROP");
  }

  /** Ends all cuts. */
  void heal() {
    for (int i = 1; i <= machines; i++) {
      run("ip netns exec m" + i + " iptables -w -F");
    }
  }

  static void run(String command) {
    try (Program program = Program.start(Program.module(), Map.of(), command.split(" "))) {
      assertThat(program.awaitExit(SOON)).as(program::toString).isZero();
    }
  }
}

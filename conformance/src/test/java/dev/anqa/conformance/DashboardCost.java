package dev.anqa.conformance;

import dev.anqa.Endpoint;
import dev.anqa.dashboard.Dashboard;
import dev.anqa.presence.Presence;
import java.time.Duration;

/**
 * The Lab's bench socket beside a dashboard, to see what pages that are open cost its clients. As a
 * program: {@code DashboardCost PORT}; it prints {@code READY PORT} and runs until it is killed.
 * {@code conformance/js/dashboard-cost.mjs} is such a page.
 */
final class DashboardCost {
  private DashboardCost() {}

  /** Runs it. */
  static void main(String... args) {
    Presence presence = Presence.builder().build();
    Endpoint endpoint =
        Endpoint.builder()
            .http(Integer.parseInt(args[0]))
            .noLog()
            .limits(limits ->
                limits
                    .connectionsPerAddress(50_000)
                    .handshakesPerSecond(20_000)
                    .handshakesPerSecondPerAddress(20_000))
            .presence(presence)
            .socket(
                "/bench",
                LabSocket.bench(presence),
                mount -> mount.websocket(w -> w.timeout(Duration.ofMinutes(5))))
            .mount(Dashboard.at("/dashboard").onLoopback())
            .start();
    System.out.println("READY " + endpoint.port());
  }
}

package dev.anqa.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The numbers of a node at one moment.
 *
 * @param nanos the moment, for differences
 * @param at the moment, for people
 * @param gauges what goes up and down
 * @param counters what only goes up
 * @param routes channels by what the application called them, those with most first
 */
record Reading(
    long nanos,
    Instant at,
    Map<String, Number> gauges,
    Map<String, Long> counters,
    List<RouteRow> routes) {
  /**
   * The channels of one route.
   *
   * @param socket the name of the handler
   * @param route the pattern
   * @param channels how many are joined
   * @param waiting messages in all their mailboxes
   * @param deepest messages in the mailbox that has most
   */
  record RouteRow(String socket, String route, int channels, long waiting, int deepest) {}
}

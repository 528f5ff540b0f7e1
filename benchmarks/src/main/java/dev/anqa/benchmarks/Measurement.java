package dev.anqa.benchmarks;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the load generator said of one run.
 *
 * @param json its line
 */
public record Measurement(JsonNode json) {
  /** CPU of the server for a million deliveries, echoes or connections: the figure to compare. */
  public static final String CPU = "server_cpu_s_per_million";

  /**
   * Reads the line.
   *
   * @throws IllegalArgumentException if it is not what the load generator prints
   */
  public static Measurement parse(String line) {
    try {
      JsonNode json = JsonMapper.shared().readTree(line);
      if (json.path("ok").isBoolean()) {
        return new Measurement(json);
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException(expected(line), e);
    }
    throw new IllegalArgumentException(expected(line));
  }

  private static String expected(String line) {
    return "loadgen printed \"" + line + "\" (expected: one line of JSON with \"ok\")";
  }

  /** Whether nothing was lost, doubled or out of order, and nobody was refused. */
  public boolean ok() {
    return json.path("ok").booleanValue();
  }

  /** Whether others used more than a quarter of the time: such a run says nothing. */
  public boolean disturbed() {
    return json.path("other_busy_s").asDouble(0) > figure("wall_s") / 4;
  }

  /**
   * A figure by its name.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public double figure(String name) {
    JsonNode value = json.path(name);
    if (!value.isNumber()) {
      throw new IllegalArgumentException("no figure " + name + " in " + json);
    }
    return value.doubleValue();
  }
}

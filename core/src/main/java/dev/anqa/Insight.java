package dev.anqa;

import dev.anqa.inspect.Inspected;
import dev.anqa.inspect.Inspector;
import dev.anqa.inspect.Setting;
import dev.anqa.limits.Cap;
import dev.anqa.limits.Limit;
import dev.anqa.presence.Presence;
import dev.anqa.pubsub.Time;
import dev.anqa.telemetry.LogListener;
import dev.anqa.transport.ListenerInfo;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** What an endpoint shows of itself to those who look into it. */
final class Insight {
  private Insight() {}

  /**
   * Lets others look into an endpoint, which may still be under construction: nobody looks before
   * it is complete.
   */
  static Inspector of(Endpoint endpoint, EndpointBuilder builder, Executor callbacks, Time time) {
    return new Inspector(
        new Inspected(
            builder.name,
            endpoint.url(),
            endpoint.pubsub(),
            endpoint.sessions(),
            builder.presences.stream().map(Presence::name).toList(),
            endpoint::listeners,
            endpoint::routes,
            () -> settings(builder, endpoint),
            endpoint::limits,
            endpoint.telemetry(),
            endpoint.json(),
            time,
            callbacks,
            builder.paramFilter));
  }

  private static List<Setting> settings(EndpointBuilder builder, Endpoint endpoint) {
    List<Setting> all = new ArrayList<>();
    all.add(Setting.fixed("url", builder.url));
    all.add(Setting.fixed("shutdownGrace", builder.shutdownGrace));
    for (ListenerInfo listener : endpoint.listeners()) {
      String prefix = listener.scheme() + ":" + listener.address().getPort() + ".";
      listener.options().forEach((name, value) -> all.add(Setting.fixed(prefix + name, value)));
    }
    endpoint.limits().all().forEach(limit -> all.add(setting(limit)));
    if (builder.log instanceof LogListener log) {
      for (LogListener.Subject subject : LogListener.Subject.values()) {
        all.add(level(log, subject));
      }
    }
    return all;
  }

  private static Setting setting(Limit limit) {
    String name = ("limit " + limit.scope()).strip() + " " + limit.name();
    return Setting.changeable(
        name, () -> text(limit.cap()), text -> limit.set(cap(name, text.strip())));
  }

  private static String text(Cap cap) {
    return switch (cap.mode()) {
      case OFF -> "off";
      case OBSERVE -> "observe " + cap.maximum();
      case ENFORCE -> String.valueOf(cap.maximum());
    };
  }

  private static Cap cap(String name, String text) {
    if (text.equals("off")) {
      return Cap.off();
    }
    String digits = text.startsWith("observe ") ? text.substring("observe ".length()) : text;
    if (!digits.matches("[1-9][0-9]{0,17}")) {
      throw new IllegalArgumentException(
          "%s: \"%s\" (expected: such as 100, observe 100, or off)".formatted(name, text));
    }
    long maximum = Long.parseLong(digits);
    return digits.equals(text) ? Cap.enforce(maximum) : Cap.observe(maximum);
  }

  private static Setting level(LogListener log, LogListener.Subject subject) {
    String name = "log." + subject.name().toLowerCase(Locale.ROOT);
    return Setting.changeable(
        name, () -> log.level(subject), text -> log.level(subject, level(name, text)));
  }

  private static Level level(String name, String text) {
    return Stream.of(Level.values())
        .filter(level -> level.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s: \"%s\" (expected: one of %s)".formatted(name, text, List.of(Level.values()))));
  }
}

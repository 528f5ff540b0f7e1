package dev.anqa.serializer;

import dev.anqa.pubsub.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The serializers that a mount offers, and the choice among them by the {@code vsn} parameter that
 * a client connects with; the first whose requirement matches.
 *
 * <p>Ports {@code Phoenix.Socket.Transport}'s negotiation. Differs in: requirements are of the form
 * {@code ~>} only; a {@code vsn} that is a map is refused as invalid, where Phoenix fails.
 */
public final class Versions {
  private static final String ABSENT = "1.0.0";

  private final List<Entry> entries;

  /**
   * A serializer and the versions it serves.
   *
   * @param serializer shared by all connections that choose it
   * @param requirement such as {@code ~> 2.0.0}, which is from 2.0.0 to below 2.1.0, or {@code ~>
   *     2.0}, to below 3.0.0; pre-releases never match
   */
  public record Entry(Serializer serializer, String requirement) {
    /**
     * Makes one.
     *
     * @throws IllegalArgumentException if the requirement is not of that form
     */
    public Entry {
      Version.checkRequirement(requirement);
    }
  }

  /** What became of a negotiation. */
  public sealed interface Result {
    /** The client speaks with this serializer. */
    record Matched(Serializer serializer) implements Result {}

    /** The version is none of the server's, whose requirements these are; the client is refused. */
    record Unsupported(String version, List<String> requirements) implements Result {}

    /** This is no version; the client is refused. */
    record Invalid(String text) implements Result {}
  }

  private Versions(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /** Phoenix's two: V1 for {@code ~> 1.0.0} and V2 for {@code ~> 2.0.0}, with the usual limits. */
  public static Versions standard(Json json) {
    return standard(json, JsonLimits.standard());
  }

  /**
   * Phoenix's two.
   *
   * @param json what payloads that come in read with
   * @param limits what incoming JSON is held to
   */
  public static Versions standard(Json json, JsonLimits limits) {
    return of(
        new Entry(new V1(json, limits), "~> 1.0.0"), new Entry(new V2(json, limits), "~> 2.0.0"));
  }

  /**
   * These, in this order.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Versions of(Entry... entries) {
    if (entries.length == 0) {
      throw new IllegalArgumentException("no serializer (expected: at least one)");
    }
    return new Versions(List.of(entries));
  }

  /** What is offered, in order of preference. */
  public List<Entry> entries() {
    return entries;
  }

  /**
   * Chooses a serializer.
   *
   * @param vsn the parameter as it came: a string, a list or a map; null, which is 1.0.0, if it did
   *     not come
   */
  public Result negotiate(@Nullable Object vsn) {
    Object value = vsn == null ? ABSENT : vsn;
    Version version = value instanceof String text ? Version.parse(text) : null;
    if (version == null) {
      return new Result.Invalid(value.toString());
    }
    for (Entry entry : entries) {
      if (version.matches(entry.requirement)) {
        return new Result.Matched(entry.serializer);
      }
    }
    return new Result.Unsupported(
        value.toString(), entries.stream().map(Entry::requirement).toList());
  }
}

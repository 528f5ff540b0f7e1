package dev.anqa.socket;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a connection: from the query string and the path, as {@code Plug.Conn.Query} reads
 * them. {@code a=1} is a string, {@code a[]=1} a list, {@code a[b]=1} a map.
 *
 * @param asMap strings, lists and maps by name; unmodifiable
 */
public record Params(Map<String, Object> asMap) {
  /** The string under a name; null if there is none, or it is a list or map. */
  public @Nullable String string(String name) {
    return asMap.get(name) instanceof String text ? text : null;
  }

  /** The string under a name, if there is one. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(string(name));
  }
}

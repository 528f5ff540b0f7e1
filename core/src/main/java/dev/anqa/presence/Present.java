package dev.anqa.presence;

import dev.anqa.pubsub.Json;
import dev.anqa.pubsub.Payload;
import java.util.List;
import java.util.Map;

/** Who is present under one key. Immutable. */
public final class Present {
  private final List<Meta> metas;
  private final Map<String, ?> additions;
  private final Json json;

  /** Takes over the arguments, which must not change any more. */
  Present(List<Meta> metas, Map<String, ?> additions, Json json) {
    this.metas = metas;
    this.additions = additions;
    this.json = json;
  }

  /** One for each channel or other owner that is tracked under the key; at least one. */
  public List<Meta> metas() {
    return metas;
  }

  /** What {@link Fetch} added. */
  public Map<String, ?> additions() {
    return additions;
  }

  /** As clients get it: a JSON object of {@code metas} and what {@link Fetch} added. */
  public Payload payload() {
    return write(new JsonText(json)).payload();
  }

  JsonText write(JsonText to) {
    to.open();
    additions.forEach((name, value) -> to.name(name).value(value));
    to.name("metas").openArray();
    metas.forEach(meta -> meta.write(to.separate()));
    return to.closeArray().close();
  }

  static JsonText write(Map<String, Present> all, JsonText to) {
    to.open();
    all.forEach((key, present) -> present.write(to.name(key)));
    return to.close();
  }

  /** For debugging; see {@link Meta#toString}. */
  @Override
  public String toString() {
    return metas.toString();
  }
}

package dev.anqa.transport;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the web application keeps its sessions; makes a session out of its cookie. */
@FunctionalInterface
public interface SessionStore {
  /**
   * The session that a cookie stands for; called on a virtual thread, may block.
   *
   * @return null if the cookie is forged, too old, or stands for none: the client is then treated
   *     as if it had sent no cookie
   * @throws Exception if the store cannot be asked: HTTP 500
   */
  @Nullable Map<String, Object> load(String cookie) throws Exception;
}

package dev.anqa.channel;

/** An event came that the channel has no handler for. */
public final class UnhandledEventException extends RuntimeException {
  UnhandledEventException(Class<?> channel, String event) {
    super(
        "%s got the event \"%s\" and does not handle it. Override handleIn (handleOut for an"
                .formatted(channel.getName(), event)
            + " intercepted event), or answer events you do not know with"
            + " HandleResult.error(Map.of(\"reason\", \"unknown event\")).");
  }
}

package dev.anqa.pubsub;

/** Bytes that {@link BroadcastCodec} cannot read; the message says what came and what may come. */
public final class MalformedBroadcastException extends Exception {
  MalformedBroadcastException(String message) {
    super(message, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
  }
}

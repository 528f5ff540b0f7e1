package dev.anqa.tracker;

/** Bytes from another node that are no {@link TrackerMessage}, or one of an unknown version. */
final class MalformedMessageException extends Exception {
  MalformedMessageException(String message) {
    super(message, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
  }
}

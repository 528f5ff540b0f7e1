package dev.anqa.inspect;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * What a flight recording may hold of an endpoint. Never the content of a message, only its size.
 * Those that come with every message are off unless the recording asks for them.
 */
final class JfrEvents {
  private JfrEvents() {}

  /** What all of them have; its fields are read by the recorder. */
  @Category("Anqa")
  @StackTrace(false)
  abstract static class Recorded extends Event {
    @Label("Node")
    @Nullable String node;

    @Label("Connection")
    long connection;

    @Label("Socket Handler")
    @Nullable String handler;

    @Label("Socket Id")
    @Nullable String id;

    @Label("Peer")
    @Nullable String peer;

    @Label("Topic")
    @Nullable String topic;

    @Label("Event Name")
    @Nullable String event;

    @Label("Result")
    @Nullable String result;

    @Label("Payload Size")
    @DataAmount
    long bytes;

    @Label("Time Taken")
    @Timespan
    long took;
  }

  @Name("dev.anqa.Connect")
  @Label("Connect")
  static final class Connect extends Recorded {}

  @Name("dev.anqa.Close")
  @Label("Close")
  static final class Close extends Recorded {}

  @Name("dev.anqa.Join")
  @Label("Join")
  static final class Join extends Recorded {}

  @Name("dev.anqa.Leave")
  @Label("End of Channel")
  static final class Leave extends Recorded {}

  @Name("dev.anqa.Crash")
  @Label("Crash")
  static final class Crash extends Recorded {}

  @Name("dev.anqa.Subscribe")
  @Label("Subscribe")
  @Enabled(false)
  static final class Subscribe extends Recorded {}

  @Name("dev.anqa.Unsubscribe")
  @Label("Unsubscribe")
  @Enabled(false)
  static final class Unsubscribe extends Recorded {}

  @Name("dev.anqa.HandleIn")
  @Label("Handle In")
  @Enabled(false)
  static final class HandleIn extends Recorded {}

  @Name("dev.anqa.HandleOut")
  @Label("Handle Out")
  @Enabled(false)
  static final class HandleOut extends Recorded {}

  @Name("dev.anqa.Push")
  @Label("Push")
  @Enabled(false)
  static final class Push extends Recorded {}

  @Name("dev.anqa.Reply")
  @Label("Reply")
  @Enabled(false)
  static final class Reply extends Recorded {}

  @Name("dev.anqa.Broadcast")
  @Label("Broadcast")
  @Enabled(false)
  static final class Broadcast extends Recorded {}
}

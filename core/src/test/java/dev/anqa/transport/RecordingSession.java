package dev.anqa.transport;

import dev.anqa.channel.Outbound;
import dev.anqa.channel.StopReason;
import dev.anqa.limits.LimitOptions;
import dev.anqa.limits.Limits;
import dev.anqa.limits.PendingBytes;
import dev.anqa.limits.StillTime;
import dev.anqa.serializer.Frame;
import dev.anqa.socket.Session;
import dev.anqa.telemetry.SocketSource;
import dev.anqa.telemetry.Telemetry;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** Writes down what its transport calls, and answers texts as it is told. */
final class RecordingSession implements Session, WebSocketListener {
  final List<String> calls = new CopyOnWriteArrayList<>();

  /** What the transport told its listener. */
  final List<String> told = new CopyOnWriteArrayList<>();

  /** Of the node. */
  final Limits limits = new Limits(new LimitOptions(), new Telemetry(), new StillTime());

  volatile Outbound outbound;

  /** What to do with a text. */
  volatile BiConsumer<Outbound, String> onText = (_, _) -> {};

  @Override
  public SocketSource source() {
    return new SocketSource(
        "RecordingSocket", /* id= */ null, "websocket", new InetSocketAddress(0), 1);
  }

  @Override
  public void opened(Outbound outbound) {
    this.outbound = outbound;
    calls.add("opened");
  }

  @Override
  public void receive(Frame frame) {
    calls.add(describe(frame));
    if (frame instanceof Frame.Text(byte[] bytes)) {
      onText.accept(outbound, new String(bytes, StandardCharsets.UTF_8));
    }
  }

  @Override
  public void control(Frame frame) {
    calls.add(describe(frame));
  }

  @Override
  public void closed(StopReason reason) {
    calls.add("closed " + reason.getClass().getSimpleName());
  }

  @Override
  public void closed(int code, String reason) {
    told.add("closed " + code + " " + reason);
  }

  @Override
  public long longMessageBytes() {
    return Long.MAX_VALUE;
  }

  @Override
  public void longMessage(Frame frame) {}

  @Override
  public void tooLong() {}

  @Override
  public void inflated(long ratio) {
    told.add("inflated " + ratio);
  }

  @Override
  public PendingBytes pendingOfAll() {
    return limits.pending();
  }

  @Override
  public void pending(long before, long pending) {}

  @Override
  public void dropped(String route, int bytes) {
    told.add("dropped " + route + " of " + bytes);
  }

  @Override
  public void caughtUp() {
    told.add("caught up");
  }

  @Override
  public String slow(long pendingBytes) {
    told.add("slow");
    return "slow";
  }

  /** Sends a text back; for {@link #onText}. */
  static void echo(Outbound outbound, String text) {
    outbound.send(new Frame.Text(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String describe(Frame frame) {
    return switch (frame) {
      case Frame.Text(byte[] bytes) -> "text " + new String(bytes, StandardCharsets.UTF_8);
      case Frame.Binary(byte[] bytes) -> "binary of " + bytes.length;
      case Frame.Ping(byte[] bytes) -> "ping " + new String(bytes, StandardCharsets.UTF_8);
      case Frame.Pong(byte[] bytes) -> "pong " + new String(bytes, StandardCharsets.UTF_8);
      case Frame.Several _ -> "several";
    };
  }
}

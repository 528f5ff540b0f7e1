package dev.anqa.conformance;

import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.channel.ReplyRef;
import dev.anqa.channel.StopReason;
import dev.anqa.pubsub.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@code room:*}: one event for each thing that a channel can do. */
final class RoomChannel implements Channel {
  /** What the channel tells itself. */
  private enum Own {
    AFTER_JOIN,
    TICK
  }

  /** What a handler throws that leaves instead of returning a stop. */
  private static final class Exit extends RuntimeException {
    Exit(String reason) {
      super(reason);
    }
  }

  /** The payload of {@code block}. */
  private record Block(long ms) {}

  private final Object monitor = new Object();
  private final Instant joinedAt = Instant.now();
  private long handled;

  @Override
  public Set<String> intercepts() {
    return Set.of("icept");
  }

  @Override
  public JoinResult join(String topic, Payload params, ChannelSocket socket) throws Exception {
    switch (topic) {
      case "room:deny" -> {
        return JoinResult.refused("unauthorized");
      }
      case "room:denybin" -> {
        return JoinResult.refusedWith(Payload.binary((byte) 'z', (byte) 'z'));
      }
      case "room:boom" -> throw new IllegalStateException("boom in join");
      case "room:bad" -> {
        return illegalJoin();
      }
      case "room:slow" -> TimeUnit.MILLISECONDS.sleep(700);
      case "room:reply" -> {
        String reply = "{\"hello\":\"you\",\"got\":" + params.text() + "}";
        return JoinResult.ok(Payload.json(reply));
      }
      case "room:after" -> socket.sendSelf(Own.AFTER_JOIN);
      case "room:tick" -> socket.sendSelfEvery(Duration.ofMillis(300), Own.TICK);
      case "room:tick100" -> socket.sendSelfEvery(Duration.ofMillis(100), Own.TICK);
      case "room:tick1000" -> socket.sendSelfEvery(Duration.ofSeconds(1), Own.TICK);
      default -> {}
    }
    return JoinResult.ok();
  }

  @Override
  public HandleResult handleIn(String event, Payload payload, ChannelSocket socket)
      throws Exception {
    handled++;
    return switch (event) {
      case "echo" -> HandleResult.ok(payload);
      case "ok" -> HandleResult.ok();
      case "err" -> HandleResult.error(Map.of("reason", "nope"));
      case "custom_status" -> HandleResult.reply("weird", Map.of("a", 1));
      case "strreply" -> HandleResult.ok("just a string");
      case "listreply" -> HandleResult.ok(List.of(1, 2));
      case "binreply" -> HandleResult.ok(Payload.binary(new byte[] {1, 2, 3}));
      case "noreply" -> HandleResult.noReply();
      case "push", "pushbin", "pushstr" -> push(event, payload, socket);
      case "bcast", "bcastbin", "bcaststr", "icept" -> broadcast(event, payload, socket);
      case "bfrom" -> {
        socket.broadcastFrom("bfrom", payload);
        yield HandleResult.noReply();
      }
      case "boom" -> throw new IllegalStateException("boom");
      case "badret" -> illegalResult();
      case "stop" -> HandleResult.stop(reason(payload));
      case "stopreply" -> HandleResult.stop(StopReason.shutdown(), "ok", Map.of("bye", 1));
      case "exitnormal", "exitshutdown" -> throw new Exit(event);
      case "async" -> async(socket.replyRef());
      case "bin" -> HandleResult.ok(Payload.binary(withZero(payload.bytes())));
      case "block" -> block(payload);
      case "state" -> HandleResult.ok(Map.of("joined_at", joinedAt.toString(), "handled", handled));
      case "whoami" -> HandleResult.ok(socket.assigns().value(LabSocket.SAW, Map.class));
      default -> Channel.super.handleIn(event, payload, socket);
    };
  }

  private static HandleResult push(String event, Payload payload, ChannelSocket socket) {
    switch (event) {
      case "push" -> socket.push("pushed", payload);
      case "pushbin" -> socket.push("pushedbin", Payload.binary((byte) 9, (byte) 8));
      default -> socket.push("pushedstr", "str");
    }
    return HandleResult.noReply();
  }

  private static HandleResult broadcast(String event, Payload payload, ChannelSocket socket) {
    switch (event) {
      case "bcast" -> socket.broadcast("bcasted", payload);
      case "bcastbin" -> socket.broadcast("bcastedbin", Payload.binary((byte) 7));
      case "bcaststr" -> socket.broadcast("bcastedstr", "str");
      default -> {
        socket.broadcast("icept", payload);
        return HandleResult.noReply();
      }
    }
    return HandleResult.ok();
  }

  private static StopReason reason(Payload payload) {
    return switch (String.valueOf(payload.map().get("r"))) {
      case "n" -> StopReason.normal();
      case "s" -> StopReason.shutdown();
      case "t" -> StopReason.shutdown("detail");
      default -> StopReason.crash(new IllegalStateException("asked to stop"));
    };
  }

  private static HandleResult async(ReplyRef ref) {
    CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS)
        .execute(() -> ref.ok(Map.of("async", true)));
    return HandleResult.noReply();
  }

  private static byte[] withZero(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  private HandleResult block(Payload payload) throws InterruptedException {
    long millis = payload.as(Block.class).ms();
    synchronized (monitor) {
      TimeUnit.MILLISECONDS.sleep(millis);
    }
    return HandleResult.ok();
  }

  /** What a mistaken application returns; nothing forbids it to those who do not check. */
  @SuppressWarnings("NullAway")
  private static JoinResult illegalJoin() {
    return null;
  }

  /** As {@link #illegalJoin}. */
  @SuppressWarnings("NullAway")
  private static HandleResult illegalResult() {
    return null;
  }

  @Override
  public void handleOut(String event, Payload payload, ChannelSocket socket) {
    Map<String, Object> mine = new LinkedHashMap<>(payload.map());
    mine.put("mine", true);
    socket.push(event, mine);
  }

  @Override
  public void handleInfo(Object message, ChannelSocket socket) {
    switch (message) {
      case Own.AFTER_JOIN -> {
        socket.push("after", Payload.empty());
        socket.broadcast("bc", Map.of("x", 1));
      }
      case Own.TICK -> socket.push("tick", Payload.empty());
      default -> socket.unhandled(message);
    }
  }

  @Override
  public void terminate(StopReason reason, ChannelSocket socket) {
    socket.push("you_left", Map.of("m", "bye"));
  }
}

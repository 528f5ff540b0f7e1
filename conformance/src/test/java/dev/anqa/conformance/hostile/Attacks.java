package dev.anqa.conformance.hostile;

import static dev.anqa.conformance.hostile.Amplification.frame;
import static dev.anqa.conformance.hostile.Amplification.frames;
import static dev.anqa.conformance.hostile.Amplification.latin;
import static dev.anqa.conformance.hostile.Amplification.repeated;
import static dev.anqa.conformance.hostile.Amplification.text;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.conformance.client.HttpRequest;
import dev.anqa.conformance.client.Json;
import dev.anqa.conformance.hostile.Amplification.Attack;
import dev.anqa.conformance.hostile.Amplification.Entry;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/** Every way into the server, used as nobody should: the entry points of {@link Amplification}. */
final class Attacks {
  private static final String SOCKET = "/socket/websocket?vsn=2.0.0";
  private static final String RAW = "/raw/websocket";
  private static final String DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
  private static final String HEAD = "GET / HTTP/1.1\r\nHost: h\r\n";
  private static final String LAST = HEAD + "Connection: close\r\n\r\n";
  private static final String HEARTBEAT = "[null,\"1\",\"phoenix\",\"heartbeat\",{}]";

  /** Of a header of the PROXY protocol for a client on IPv4. */
  private static final int PROXY_BYTES = 28;

  private static final String JOIN = "[\"1\",\"1\",\"room:amplified\",\"phx_join\",{}]";

  /** What an attack may cost if it does not say otherwise. */
  private static final int PER_BYTE = 100;

  /** Below the length that a request line, and all headers, may have. */
  private static final int LINE = 9_000;

  private static final int HEADERS = 30_000;

  private Attacks() {}

  static List<Attack> all() {
    return Stream.of(
            http(),
            handshakes(),
            webSockets(),
            messages(),
            compressed(),
            longPolls(),
            eventStreams(),
            proxied())
        .flatMap(Function.identity())
        .toList();
  }

  private static Stream<Attack> http() {
    return Stream.of(
        attack("a request line without end", n -> "GET /" + "x".repeat(n)),
        attack("a header line without end", n -> HEAD + "X: " + "x".repeat(n)),
        attack("header lines without end", n -> HEAD + repeated(n, i -> "a:" + i + "\r\n")),
        attack("empty header lines", n -> HEAD + repeated(n, _ -> "a:\r\n")),
        attack("empty lines without a request", n -> repeated(n, _ -> "\r\n") + LAST),
        attack("requests without end", n -> repeated(n, _ -> HEAD + "\r\n") + LAST).allowing(250),
        attack(
            "requests with 90 header lines",
            n -> repeated(n, _ -> HEAD + "a:b\r\n".repeat(90) + "\r\n") + LAST),
        attack(
                "requests with a long path",
                n -> repeated(n, _ -> get("/a".repeat(LINE / 2), "")) + LAST)
            .allowing(250),
        attack("a body", n -> post("/x", n, "x".repeat(n)) + LAST),
        attack(
            "a body in chunks of one byte",
            n ->
                "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + repeated(n, _ -> "1\r\nx\r\n")
                    + "0\r\n\r\n"
                    + LAST),
        attack("JSON nested for the control", n -> post("/lab/control", n, "[".repeat(n)) + LAST));
  }

  private static String get(String target, String headers) {
    return "GET %s HTTP/1.1\r\nHost: h\r\n%s\r\n".formatted(target, headers);
  }

  private static String post(String target, int length, String body) {
    return "POST %s HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(target, length, body);
  }

  /** Handshakes that fail at their end, so that one connection carries many. */
  private static Stream<Attack> handshakes() {
    return Stream.of(
        handshake("a query of many parameters", SOCKET + "&a=".repeat(LINE / 3), ""),
        handshake("a query of one list", SOCKET + "&a[]=".repeat(LINE / 5), ""),
        handshake("a query nested deeply", SOCKET + "&a" + "[a]".repeat(LINE / 3) + "=1", ""),
        handshake("a query of percent signs", SOCKET + "&a=" + "%41".repeat(LINE / 3), ""),
        handshake(
            "a header of many cookies", SOCKET, "Cookie: " + "a=b;".repeat(HEADERS / 4) + "\r\n"),
        handshake("many proxies", SOCKET, "X-Forwarded-For: " + "1,".repeat(HEADERS / 2) + "\r\n"),
        handshake(
            "many proxies, as RFC 7239 has them",
            SOCKET,
            "Forwarded: " + "for=1,".repeat(HEADERS / 6) + "\r\n"),
        handshake(
                "many subprotocols",
                "/sub/websocket?vsn=2.0.0",
                "Sec-WebSocket-Protocol: " + "a,".repeat(HEADERS / 2) + "\r\n")
            .allowing(200),
        handshake(
            "many extensions",
            "/deflate/websocket?vsn=2.0.0",
            "Sec-WebSocket-Extensions: " + "a;b,".repeat(HEADERS / 4) + "\r\n"),
        handshake(
            "a long origin",
            "/origin/websocket?vsn=2.0.0",
            "Origin: http://" + "a.".repeat(HEADERS / 2) + "\r\n"));
  }

  private static Attack handshake(String name, String target, String headers) {
    return attack(
        name,
        n ->
            repeated(
                    n,
                    _ ->
                        get(
                            target,
                            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 12\r\n"
                                + headers))
                + LAST);
  }

  private static Stream<Attack> webSockets() {
    byte[] nothing = {};
    byte[] one = {'x'};
    return Stream.of(
        socket("fragments of 0 bytes", RAW, n -> fragments(n, nothing)),
        socket("fragments of 1 byte", RAW, n -> fragments(n, one)),
        socket("messages of 0 bytes", RAW, n -> many(n, _ -> frame(0x82, nothing))),
        socket("messages of 1 byte", RAW, n -> many(n, _ -> frame(0x82, one))),
        socket("a message of all", RAW, n -> List.of(frame(0x82, new byte[n]))),
        socket("pings of 0 bytes", RAW, n -> many(n, _ -> frame(0x89, nothing))),
        socket("pings of 125 bytes", RAW, n -> many(n, _ -> frame(0x89, new byte[125]))),
        socket("pongs of 0 bytes", RAW, n -> many(n, _ -> frame(0x8a, nothing))));
  }

  private static List<byte[]> fragments(int n, byte[] payload) {
    List<byte[]> all = new ArrayList<>(List.of(frame(0x02, payload)));
    all.addAll(many(n, _ -> frame(0x00, payload)));
    all.add(frame(0x80, payload));
    return all;
  }

  private static List<byte[]> many(int n, IntFunction<byte[]> frame) {
    List<byte[]> all = new ArrayList<>();
    for (int bytes = 0; bytes < n; bytes += all.getLast().length) {
      all.add(frame.apply(all.size()));
    }
    return all;
  }

  private static Stream<Attack> messages() {
    return Stream.of(
        message("heartbeats", _ -> HEARTBEAT),
        message(
            "joins of topics without end",
            i -> "[\"1\",\"%d\",\"room:%d\",\"phx_join\",{}]".formatted(i, i)),
        message(
            "joins that are refused",
            i -> "[\"1\",\"%d\",\"room:deny\",\"phx_join\",{}]".formatted(i)),
        message(
            "joins of one topic",
            i -> "[\"%d\",\"%d\",\"room:a\",\"phx_join\",{}]".formatted(i, i)),
        message(
            "joins of unknown topics", i -> "[\"1\",\"1\",\"x%d\",\"phx_join\",{}]".formatted(i)),
        message("leaves", i -> "[\"1\",\"1\",\"x%d\",\"phx_leave\",{}]".formatted(i)),
        message("echoes", i -> "[\"1\",\"%d\",\"room:amplified\",\"echo\",{}]".formatted(i)),
        message("messages to nobody", _ -> "[\"9\",\"1\",\"room:amplified\",\"echo\",{}]"),
        one("a payload of brackets", n -> push("echo", "[".repeat(n / 2) + "]".repeat(n / 2))),
        one("a payload of objects in objects", n -> push("block", nested(n))),
        one(
            "a payload of many members",
            n -> push("block", "{" + repeated(n, i -> "\"a%d\":1,".formatted(i)) + "\"z\":1}")),
        one(
            "a payload of one name",
            n -> push("block", "{" + repeated(n, _ -> "\"a\":1,") + "\"z\":1}")),
        one(
            "a payload of escapes",
            n -> push("block", "{\"a\":\"" + "\\u0041".repeat(n / 6) + "\"}")),
        one("a payload of one number", n -> push("block", "{\"ms\":" + "7".repeat(n) + "}")),
        one(
            "a ref without end",
            n -> "[\"1\",\"" + "x".repeat(n) + "\",\"phoenix\",\"heartbeat\",{}]"),
        one(
            "a ref of escapes",
            n -> "[\"1\",\"" + "\\u0041".repeat(n / 6) + "\",\"phoenix\",\"heartbeat\",{}]"),
        one(
            "a topic without end",
            n -> "[\"1\",\"1\",\"room:" + "x".repeat(n) + "\",\"phx_join\",{}]"),
        one("nothing but brackets", "["::repeat),
        one("nothing but blanks", " "::repeat),
        socket(
            "binary messages that lie about lengths",
            SOCKET,
            n -> many(n, _ -> frame(0x82, new byte[] {0, -1, -1, -1, -1}))),
        socket(
            "binary messages",
            SOCKET,
            n -> {
              byte[] push = ("\0\1\1\16\3" + "12room:amplifiedbin").getBytes(UTF_8);
              List<byte[]> all = new ArrayList<>(List.of(text(JOIN)));
              all.addAll(many(n, _ -> frame(0x82, push)));
              return all;
            }));
  }

  private static String nested(int n) {
    return "{\"a\":".repeat(n / 6) + "1" + "}".repeat(n / 6);
  }

  private static String push(String event, String payload) {
    return "[\"1\",\"2\",\"room:amplified\",\"%s\",%s]".formatted(event, payload);
  }

  private static Attack message(String name, IntFunction<String> message) {
    return socket(
        name,
        SOCKET,
        n -> {
          List<byte[]> all = new ArrayList<>(List.of(text(JOIN)));
          all.addAll(many(n, i -> text(message.apply(i))));
          return all;
        });
  }

  private static Attack one(String name, IntFunction<String> message) {
    return socket(name, SOCKET, n -> List.of(text(JOIN), text(message.apply(n))));
  }

  private static Stream<Attack> compressed() {
    byte[] little = message("x".repeat(400).getBytes(UTF_8));
    return Stream.of(
        deflated("a message that inflates a thousandfold", n -> List.of(bomb(n))),
        deflated("messages that inflate a little", n -> many(n, _ -> little)).allowing(250),
        deflated("compressed messages of nothing", n -> many(n, _ -> frame(0xc1, new byte[] {0})))
            .allowing(400),
        deflated(
            "compressed fragments of 1 byte",
            n -> {
              List<byte[]> all = new ArrayList<>();
              all.add(frame(0x41, new byte[] {2}));
              all.addAll(many(n, _ -> frame(0x00, new byte[] {0})));
              return all;
            }),
        deflated("what is not compressed at all", n -> List.of(frame(0xc1, new byte[n]))));
  }

  private static Attack deflated(String name, IntFunction<List<byte[]>> frames) {
    return new Attack(
        name,
        PER_BYTE,
        Entry.LAB,
        (_, n) -> frames("/rawdeflate/websocket", DEFLATE, frames.apply(n)));
  }

  /** One message that inflates to a thousand times its length, of blocks that are all alike. */
  private static byte[] bomb(int n) {
    byte[] block = deflated(new byte[1 << 20], Deflater.FULL_FLUSH);
    ByteArrayOutputStream all = new ByteArrayOutputStream(n);
    while (all.size() < n) {
      all.writeBytes(block);
    }
    return frame(0xc1, Arrays.copyOf(all.toByteArray(), all.size() - 4));
  }

  /** A whole message: without the empty block at the end of what is flushed. */
  private static byte[] message(byte[] bytes) {
    byte[] flushed = deflated(bytes, Deflater.SYNC_FLUSH);
    return frame(0xc1, Arrays.copyOf(flushed, flushed.length - 4));
  }

  private static byte[] deflated(byte[] bytes, int flush) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, /* nowrap= */ true);
    try {
      deflater.setInput(bytes);
      byte[] buffer = new byte[65_536];
      int n = deflater.deflate(buffer, 0, buffer.length, flush);
      return Arrays.copyOf(buffer, n);
    } finally {
      deflater.end();
    }
  }

  private static Stream<Attack> longPolls() {
    String json = "\"[\\\"1\\\",\\\"1\\\",\\\"x\\\",\\\"y\\\",{}]\"";
    String base64 =
        Base64.getEncoder().encodeToString(new byte[] {0, 1, 1, 1, 1, 'a', 'b', 'c', 'd'});
    return Stream.of(
        poll("long-poll: lines without anything", n -> "\n".repeat(n)),
        poll("long-poll: lines of brackets", n -> repeated(n, _ -> "[]\n")),
        poll(
            "long-poll: messages",
            n -> repeated(n, _ -> "[null,\"1\",\"phoenix\",\"heartbeat\",{}]\n")),
        poll("long-poll: messages in strings", n -> repeated(n, _ -> json + "\n")),
        poll("long-poll: lines of base64", n -> repeated(n, _ -> base64 + "\n")),
        poll("long-poll: one line of brackets", "["::repeat),
        poll(
            "long-poll: one line of base64",
            n -> Base64.getEncoder().encodeToString(new byte[n * 3 / 4])),
        attack(
            "long-poll: sessions without end",
            n -> repeated(n / 16, _ -> get("/socket/longpoll?vsn=2.0.0", "")) + LAST),
        attack(
            "long-poll: tokens of nobody",
            n ->
                repeated(n, _ -> get("/socket/longpoll?vsn=2.0.0&token=" + "x".repeat(LINE), ""))
                    + LAST));
  }

  /** A POST of all of it to a session that is begun before. */
  private static Attack poll(String name, IntFunction<String> body) {
    return new Attack(
        name,
        PER_BYTE,
        Entry.LAB,
        (target, n) -> {
          String path = "/socket/longpoll?vsn=2.0.0";
          String token =
              Json.parse(HttpRequest.get(path).send(target.port()).body()).path("token").asString();
          String sent = body.apply(n);
          String named = path + "&token=" + token;
          return latin(
              "POST %s HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-ndjson\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(named, sent.length(), sent)
                  .concat(LAST));
        });
  }

  /** The entry of the example of a transport from elsewhere. */
  private static Stream<Attack> eventStreams() {
    String path = "/socket/sse?vsn=2.0.0";
    return Stream.of(
        attack("sse: streams without end", n -> repeated(n, _ -> get(path, ""))),
        attack(
            "sse: messages to nobody", n -> repeated(n, _ -> message("nobody", HEARTBEAT)) + LAST),
        stream("sse: messages", (name, n) -> repeated(n, _ -> message(name, HEARTBEAT)))
            .allowing(250),
        stream("sse: a message of brackets", (name, n) -> message(name, "[".repeat(n))),
        stream("sse: messages of nothing", (name, n) -> repeated(n, _ -> message(name, "")))
            .allowing(250));
  }

  private static String message(String session, String body) {
    return "POST /socket/sse HTTP/1.1\r\nHost: h\r\nX-Sse-Session: %s\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(session, body.length(), body);
  }

  /** Sent to a stream that is open. */
  private static Attack stream(String name, BiFunction<String, Integer, String> requests) {
    return new Attack(
        name,
        PER_BYTE,
        Entry.LAB,
        (target, n) -> {
          String session = target.keep(get("/socket/sse?vsn=2.0.0", ""), "data: ");
          return latin(requests.apply(session, n) + LAST);
        });
  }

  /** The PROXY protocol, version 2, of a proxy that is trusted. */
  private static Stream<Attack> proxied() {
    byte[] nothing = new byte[Amplification.PIECE - PROXY_BYTES];
    byte[] one = nothing.clone();
    Arrays.fill(one, (byte) 4); // A type, and then the length of the rest.
    one[1] = (byte) ((one.length - 3) >> 8);
    one[2] = (byte) (one.length - 3);
    return Stream.of(
        proxied("a proxy's header of extensions of no length", proxy(nothing.length, nothing)),
        proxied("a proxy's header of one extension", proxy(one.length, one)),
        proxied("a proxy's header that is longer than it may be", proxy(60_000, nothing)),
        proxied("a proxy's header and a request without end", proxy(0, latin("x".repeat(970)))),
        proxied("no proxy's header at all", latin("x".repeat(Amplification.PIECE))));
  }

  private static Attack proxied(String name, byte[] piece) {
    byte[] whole = Arrays.copyOf(piece, Amplification.PIECE);
    return new Attack(
        name,
        PER_BYTE,
        Entry.PROXIED,
        (_, n) -> {
          ByteArrayOutputStream all = new ByteArrayOutputStream();
          while (all.size() < n) {
            all.writeBytes(whole);
          }
          return all.toByteArray();
        });
  }

  /**
   * A header for a client on IPv4.
   *
   * @param extensions how long it says they are
   */
  private static byte[] proxy(int extensions, byte[] behind) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(latin("\r\n\r\n\0\r\nQUIT\n\41\21"));
    all.write((extensions + 12) >> 8);
    all.write(extensions + 12);
    all.writeBytes(new byte[] {(byte) 203, 0, 113, 9, 127, 0, 0, 1, 1, 2, 3, 4});
    all.writeBytes(behind);
    return all.toByteArray();
  }

  private static Attack attack(String name, IntFunction<String> requests) {
    return new Attack(name, PER_BYTE, Entry.LAB, (_, n) -> latin(requests.apply(n)));
  }

  private static Attack socket(String name, String path, IntFunction<List<byte[]>> frames) {
    return new Attack(name, PER_BYTE, Entry.LAB, (_, n) -> frames(path, "", frames.apply(n)));
  }
}

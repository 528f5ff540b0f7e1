package dev.anqa.conformance.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.anqa.Endpoint;
import dev.anqa.socket.SocketHandler;
import dev.anqa.transport.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * HTTP/1.1 as RFC 9110 and 9112 have it, byte by byte, in the manner of h1spec; and the shapes by
 * which one request is smuggled in another where two servers in a row read them differently. Who is
 * refused is cut, so that nothing behind is read as a request: {@code /smuggled} is never served.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpHygieneTest {
  private static final String HEAD = "GET / HTTP/1.1\r\nHost: h\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: h\r\n";
  private static final String LAST = "Connection: close\r\n\r\n";
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

  private final Set<String> served = ConcurrentHashMap.newKeySet();
  private Endpoint endpoint;

  @BeforeAll
  void start() {
    endpoint =
        Endpoint.builder()
            .http(0, o -> o.host("127.0.0.1").handshakeTimeout(Duration.ofSeconds(30)))
            .http(0, o -> o.host("127.0.0.1").handshakeTimeout(Duration.ofMillis(300)))
            .noLog()
            .socket("/socket", SocketHandler.anonymous())
            .handler(
                "/*",
                request -> {
                  served.add(request.path());
                  return HttpResponse.text(200, "body " + request.body().length);
                })
            .start();
  }

  @AfterAll
  void stop() {
    endpoint.close();
  }

  @BeforeEach
  void forget() {
    served.clear();
  }

  private RawExchange send(String request) {
    return RawExchange.of(endpoint.port(), request);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void serves(String what, String request, String... bodies) {
    RawExchange exchange = send(request);
    assertThat(exchange.statuses()).as(exchange.text()).containsOnly(200).hasSize(bodies.length);
    assertThat(exchange.text()).containsSubsequence(bodies);
  }

  static Stream<Arguments> serves() {
    return Stream.of(
        arguments("a request", HEAD + LAST, body(0)),
        arguments("two in a row", HEAD + "\r\n" + HEAD + LAST, body(0, 0)),
        arguments("blanks around a value", HEAD + "X: \t a b \t \r\n" + LAST, body(0)),
        arguments("no blanks, no value", HEAD + "X:\r\n" + LAST, body(0)),
        arguments("bytes above ASCII in a value", HEAD + "X: \u00e9\u00ff\r\n" + LAST, body(0)),
        arguments("every character of a name", HEAD + "aZ09!#$%&'*+-.^_`|~: x\r\n" + LAST, body(0)),
        arguments("an empty Host", "GET / HTTP/1.1\r\nHost:\r\n" + LAST, body(0)),
        arguments("a Host with a port", "GET / HTTP/1.1\r\nHost: h:80\r\n" + LAST, body(0)),
        arguments("an address as Host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n" + LAST, body(0)),
        arguments("HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", body(0)),
        arguments("a whole URI", "GET http://h/ HTTP/1.1\r\nHost: h\r\n" + LAST, body(0)),
        arguments("a method of one's own", "FOO / HTTP/1.1\r\nHost: h\r\n" + LAST, body(0)),
        arguments("empty lines in front", "\r\n\r\n" + HEAD + LAST, body(0)),
        arguments("a body", POST + "Content-Length: 3\r\n" + LAST + "abc", body(3)),
        arguments(
            "zeros in front of a length", POST + "Content-Length: 003\r\n" + LAST + "abc", body(3)),
        arguments("a body for GET", HEAD + "Content-Length: 3\r\n" + LAST + "abc", body(3)),
        arguments(
            "chunks, an extension, a trailer",
            POST
                + "Transfer-Encoding: CHUNKED\r\n"
                + LAST
                + "2;a=b\r\nab\r\n1\r\nc\r\n0\r\nX: y\r\n\r\n",
            body(3)),
        arguments(
            "a chunk size with zeros",
            CHUNKED + "0002\r\nab\r\n0\r\n\r\n" + HEAD + LAST,
            body(2, 0)),
        arguments("100 header lines", HEAD + "a: b\r\n".repeat(98) + LAST, body(0)));
  }

  /** Named, for arguments: the bodies of the answers. */
  private static String[] body(int... lengths) {
    return java.util.Arrays.stream(lengths).mapToObj(n -> "body " + n).toArray(String[]::new);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refuses(String what, String request) {
    refused(400, request);
  }

  private void refused(int status, String request) {
    RawExchange exchange = send(request);
    assertThat(exchange.statuses()).as(exchange.text()).containsExactly(status);
    assertThat(served).doesNotContain("/smuggled");
  }

  static Stream<Arguments> refuses() {
    return Stream.of(requestLines(), hosts(), headerLines(), lengths(), codings(), chunks())
        .flatMap(each -> each);
  }

  private static Stream<Arguments> requestLines() {
    return Stream.of(
        line("no version", "GET /"),
        line("nothing but a method", "GET"),
        line("an unknown version", "GET / HTTP/1.2"),
        line("a version with two digits", "GET / HTTP/1.10"),
        line("HTTP/2.0", "GET / HTTP/2.0"),
        line("the preface of HTTP/2", "PRI * HTTP/2.0"),
        line("lower-case http", "GET / http/1.1"),
        line("a version without HTTP", "GET / 1.1"),
        line("a blank inside the version", "GET / HTTP/ 1.1"),
        line("a blank inside the target", "GET /a b HTTP/1.1"),
        line("a blank behind the version", "GET / HTTP/1.1 "),
        line("two blanks behind the method", "GET  / HTTP/1.1"),
        line("a tab behind the method", "GET\t/ HTTP/1.1"),
        line("a form feed behind the target", "GET /\fHTTP/1.1"),
        line("a blank in front", " GET / HTTP/1.1"),
        line("no target", "GET HTTP/1.1"),
        line("an empty target", "GET  HTTP/1.1"),
        line("nulls in front", "\0\0GET / HTTP/1.1"),
        line("a target without a slash", "GET a HTTP/1.1"),
        line("a fragment", "GET /#a HTTP/1.1"),
        line("another scheme", "GET ftp://h/ HTTP/1.1"),
        line("CONNECT", "CONNECT h:80 HTTP/1.1"),
        line("a null in the target", "GET /a\0b HTTP/1.1"),
        line("a control character in the target", "GET /a\u0001b HTTP/1.1"),
        line("a delete in the target", "GET /a\u007fb HTTP/1.1"),
        line("a carriage return in the target", "GET /a\rb HTTP/1.1"),
        line("a null in the method", "G\0T / HTTP/1.1"),
        line("a bracket in the method", "G(T / HTTP/1.1"),
        line("a colon in the method", "G:T / HTTP/1.1"),
        line(
            "TLS instead of HTTP", "\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0003"));
  }

  private static Arguments line(String what, String line) {
    return arguments(what, line + "\r\nHost: h\r\n\r\n" + SMUGGLED);
  }

  private static Stream<Arguments> hosts() {
    return Stream.of(
            "",
            "Host: a\r\nHost: a\r\n",
            "Host: a\r\nhost: b\r\n",
            "Host: a, b\r\n",
            "Host: a b\r\n",
            "Host: a/b\r\n",
            "Host: a@b\r\n",
            "Host: a?b\r\n",
            "Host: a:b\r\n",
            "Host: a:65536\r\n",
            "Host: a:-1\r\n",
            "Host: :80\r\n",
            "Host: [::1\r\n",
            "Host: [x]\r\n",
            "Host: http://a\r\n",
            "Host: a\\b\r\n",
            "Host: \u00e9\r\n")
        .map(host ->
            arguments("Host: " + host.strip(), "GET / HTTP/1.1\r\n" + host + "\r\n" + SMUGGLED));
  }

  private static Stream<Arguments> headerLines() {
    return Stream.of(
        header("a folded line", "X: a\r\n b\r\n"),
        header("a line folded by a tab", "X: a\r\n\tb\r\n"),
        header("an empty folded line", "X: a\r\n \r\n"),
        arguments("a folded first line", "GET / HTTP/1.1\r\n Host: h\r\n\r\n" + SMUGGLED),
        header("a blank in front of the colon", "X : a\r\n"),
        header("a tab in front of the colon", "X\t: a\r\n"),
        header("a blank in a name", "X Y: a\r\n"),
        header("no name", ": a\r\n"),
        header("no colon", "Xa\r\n"),
        header("a null in a name", "X\0: a\r\n"),
        header("a control character in a name", "X\u0001: a\r\n"),
        header("a bracket in a name", "X(: a\r\n"),
        header("a byte above ASCII in a name", "X\u00e9: a\r\n"),
        header("a null in a value", "X: a\0b\r\n"),
        header("a control character in a value", "X: a\u0001b\r\n"),
        header("a delete in a value", "X: a\u007fb\r\n"),
        header("a carriage return in a value", "X: a\rb\r\n"),
        header("a carriage return that hides a line", "X: a\rContent-Length: 44\r\n"),
        header("a line feed that hides a line", "X: a\nTransfer-Encoding: chunked\r\n"),
        header("two carriage returns", "X: a\r\r\n"),
        header("a line feed alone", "X: a\n"),
        arguments("an end by line feeds alone", HEAD + "\n" + SMUGGLED),
        arguments("line feeds alone everywhere", (HEAD + "\r\n" + SMUGGLED).replace("\r", "")),
        arguments("carriage returns alone", "GET / HTTP/1.1\rHost: h\r\r" + SMUGGLED));
  }

  private static Arguments header(String what, String lines) {
    return arguments(what, HEAD + lines + "\r\n" + SMUGGLED);
  }

  private static Stream<Arguments> lengths() {
    return Stream.of(
            "",
            "-1",
            "+3",
            "3 3",
            "3,3",
            "3, 4",
            "0x3",
            "3.0",
            "3e0",
            "x",
            "3\u00b2",
            "99999999999999999999",
            "18446744073709551619",
            "3;",
            "3\t\u000b",
            "0\r\nContent-Length: 3",
            "3\r\nContent-Length: 3",
            "3\r\ncontent-length: 4",
            "3\r\nContent_Length : 0")
        .map(length ->
            arguments(
                "Content-Length: " + length.replace("\r\n", " / "),
                POST + "Content-Length: " + length + "\r\n\r\n" + SMUGGLED));
  }

  private static Stream<Arguments> codings() {
    return Stream.concat(
        Stream.of(
                "gzip",
                "identity",
                "chunked, gzip",
                "gzip, chunked",
                "chunked, chunked",
                "xchunked",
                "chunkedx",
                "\u000bchunked",
                "chunked\u000b",
                "\"chunked\"",
                "chunked;q=1",
                "",
                ",",
                "chunked,",
                "\0chunked",
                "chunked\r\nTransfer-Encoding: chunked",
                "chunked\r\nTransfer-Encoding: identity",
                "identity\r\nTransfer-Encoding: chunked",
                "chunked\r\nContent-Length: 5",
                "chunked\r\nContent-Length: 0")
            .map(coding ->
                arguments(
                    "Transfer-Encoding: " + coding.replace("\r\n", " / "),
                    POST + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n" + SMUGGLED)),
        Stream.of(
            arguments(
                "a length in front of a coding",
                POST
                    + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                    + SMUGGLED),
            arguments(
                "a blank behind Transfer-Encoding",
                POST + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SMUGGLED),
            arguments(
                "a folded coding",
                POST + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + SMUGGLED),
            arguments(
                "a coding in HTTP/1.0",
                "POST / HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked"
                    + "\r\n\r\n0\r\n\r\n"
                    + SMUGGLED)));
  }

  private static Stream<Arguments> chunks() {
    return Stream.of(
            "zz\r\n",
            "-1\r\n",
            "+1\r\na\r\n0\r\n\r\n",
            "0x1\r\na\r\n0\r\n\r\n",
            "\r\n",
            "1 1\r\n",
            " 1\r\na\r\n0\r\n\r\n",
            "1\u0001\r\na\r\n0\r\n\r\n",
            "FFFFFFFFFFFFFFFFF\r\n",
            "100000000\r\n",
            "80000000\r\n",
            ";a=b\r\na\r\n0\r\n\r\n",
            "1\na\r\n0\r\n\r\n",
            "1;a\nb\r\na\r\n0\r\n\r\n",
            "1\r\nab\r\n0\r\n\r\n",
            "1\r\na0\r\n\r\n",
            "1\r\na\n0\r\n\r\n",
            "1\r\na\r0\r\n\r\n",
            "0\n\r\n",
            "0\r\n X: folded\r\n\r\n",
            "0\r\nX : y\r\n\r\n",
            "0\r\nno colon\r\n\r\n",
            "0\r\nX: a\0b\r\n\r\n",
            "0\r\nX: a\n\r\n",
            "1;" + "x".repeat(100_000) + "\r\na\r\n0\r\n\r\n")
        .map(chunk -> arguments("chunk " + shown(chunk), CHUNKED + chunk + SMUGGLED));
  }

  private static String shown(String chunk) {
    String text = chunk.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    return text.length() < 40 ? text : text.substring(0, 40) + "…";
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource
  void bounds(String what, int status, String request) {
    refused(status, request);
  }

  static Stream<Arguments> bounds() {
    return Stream.of(
        arguments("empty lines without end", 414, "\r\n".repeat(500_000)),
        arguments("a request line without end", 414, "GET /" + "x".repeat(1_000_000)),
        arguments(
            "a long request line",
            414,
            "GET /" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: h\r\n\r\n"),
        arguments("a long header line", 431, HEAD + "X: " + "x".repeat(33_000) + "\r\n\r\n"),
        arguments("a header line without end", 431, HEAD + "X: " + "x".repeat(1_000_000)),
        arguments(
            "long header lines",
            431,
            HEAD + ("X: " + "x".repeat(997) + "\r\n").repeat(40) + "\r\n"),
        arguments("101 header lines", 431, HEAD + "a: b\r\n".repeat(100) + "\r\n" + SMUGGLED),
        arguments("100,000 header lines", 431, HEAD + "a: b\r\n".repeat(100_000) + "\r\n"),
        arguments("a long body", 413, POST + "Content-Length: 1000001\r\n\r\n" + SMUGGLED),
        arguments(
            "a long body in chunks", 413, CHUNKED + ("fffff\r\n" + "x".repeat(0xFFFFF) + "\r\n")),
        arguments("trailers without end", 400, CHUNKED + "0\r\n" + "X: y\r\n".repeat(100_000)),
        arguments(
            "an expectation that nobody can meet", 417, POST + "Expect: magic\r\n\r\n" + SMUGGLED));
  }

  /** Whatever comes in whatever pieces: the end of the time for it is the end. */
  @ParameterizedTest(name = "{0}")
  @MethodSource
  void cutsWhoIsNotReadyInTime(String what, String beginning) {
    RawExchange exchange = RawExchange.of(endpoint.addresses().getLast().getPort(), beginning);
    assertThat(exchange.statuses()).as(exchange.text()).isIn(List.of(408), List.of());
  }

  static Stream<Arguments> cutsWhoIsNotReadyInTime() {
    return Stream.of(
        arguments("nothing", ""),
        arguments("half a request line", "GET / HT"),
        arguments("no end of the headers", HEAD + "X: a\r\n"));
  }

  @Test
  void keepsTheConnectionOfWhoIsAnsweredWithAnError() {
    RawExchange exchange = send("GET /socket/websocket HTTP/1.1\r\nHost: h\r\n\r\n" + HEAD + LAST);
    assertThat(exchange.statuses())
        .as("a mount refuses, and the next is served")
        .containsExactly(400, 200);
  }
}

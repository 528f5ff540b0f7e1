package dev.anqa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.RawHttp.Answer;
import dev.anqa.socket.ConnectInfo;
import dev.anqa.telemetry.TelemetryEvent;
import dev.anqa.transport.Handshake;
import dev.anqa.transport.HandshakeInterceptor;
import dev.anqa.transport.HttpResponse;
import dev.anqa.transport.Interception;
import dev.anqa.transport.OriginCheck;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Code in front of {@code connect}. */
final class InterceptorTest {
  private final SpySocket spy = new SpySocket();
  private final List<String> order = new CopyOnWriteArrayList<>();

  private HandshakeInterceptor noting(String name) {
    return _ -> {
      order.add(name);
      return Interception.proceed();
    };
  }

  @Test
  void asksThoseOfTheEndpointThenThoseOfTheMountOnceEach() throws Exception {
    try (Fixture fixture =
        Fixture.start(builder ->
            builder
                .socket("/socket", spy, m -> m.interceptor(noting("mount")))
                .interceptor(noting("first"))
                .interceptor(noting("second")))) {
      assertThat(fixture.ask(Handshakes.right().text()).status()).isEqualTo(101);
      assertThat(order).containsExactly("first", "second", "mount");
      assertThat(spy.connects).hasSize(1);
    }
  }

  @Test
  void checksTheOriginBeforeAllOthers() throws Exception {
    try (Fixture fixture =
        Fixture.start(builder -> builder.socket("/socket", spy).interceptor(noting("behind")))) {
      assertThat(foreign(fixture).status()).isEqualTo(403);
      assertThat(order).isEmpty();
    }
  }

  @Test
  void checksTheOriginWhereItWasPut() throws Exception {
    try (Fixture fixture =
        Fixture.start(builder ->
            builder
                .socket("/socket", spy)
                .interceptor(noting("before"))
                .interceptor(OriginCheck.here())
                .interceptor(noting("behind")))) {
      assertThat(foreign(fixture).status()).isEqualTo(403);
      assertThat(order).containsExactly("before");
      assertThat(fixture.ask(Handshakes.right().text()).status()).isEqualTo(101);
      assertThat(order).containsExactly("before", "before", "behind");
    }
  }

  private static Answer foreign(Fixture fixture) throws Exception {
    return fixture.ask(Handshakes.right().with("Origin", "http://evil.com").text());
  }

  @Test
  void seesTheWholeRequest() throws Exception {
    List<Handshake> seen = new CopyOnWriteArrayList<>();
    HandshakeInterceptor looking =
        handshake -> {
          seen.add(handshake);
          return Interception.proceed();
        };
    try (Fixture fixture =
        Fixture.start(builder -> builder.socket("/ws/:user", spy).interceptor(looking))) {
      fixture.ask(
          Handshakes.at("/ws/7/websocket?a=1")
              .with("Cookie", "session=abc; theme=dark")
              .and("Cookie", "session=other")
              .text());

      Handshake handshake = seen.getFirst();
      assertThat(handshake.transport()).isEqualTo("websocket");
      assertThat(handshake.socket()).isEqualTo("SpySocket");
      assertThat(handshake.path()).isEqualTo("/ws/:user");
      assertThat(handshake.params().asMap()).isEqualTo(Map.of("a", "1", "user", "7"));
      assertThat(handshake.request().method()).isEqualTo("GET");
      assertThat(handshake.request().uri()).hasToString("http://localhost/ws/7/websocket?a=1");
      assertThat(handshake.request().cookies())
          .isEqualTo(Map.of("session", "abc", "theme", "dark"));
      assertThat(handshake.request().headers().first("HOST")).isEqualTo("localhost");
      assertThat(handshake.request().peer().getAddress().isLoopbackAddress()).isTrue();
      assertThat(handshake.request().peerCertificate()).isNull();
    }
  }

  @Test
  void handsValuesToConnect() throws Exception {
    record User(String name) {}
    HandshakeInterceptor login =
        handshake -> {
          handshake.attach("user", new User("ann"));
          handshake.attach("default", "replaced");
          return Interception.proceed();
        };
    HandshakeInterceptor admin =
        handshake -> {
          User user = handshake.attachment("user", User.class);
          handshake.attach("admin", user != null && user.name().equals("ann"));
          return Interception.proceed();
        };
    try (Fixture fixture =
        Fixture.start(builder ->
            builder
                .socket(
                    "/socket",
                    spy,
                    m -> m.websocket(w -> w.connectInfo("default", "d").connectInfo("x", 1)))
                .interceptor(login)
                .interceptor(admin))) {
      assertThat(fixture.ask(Handshakes.right().text()).status()).isEqualTo(101);
      ConnectInfo info = spy.connects.take().info();
      assertThat(info.attachments())
          .isEqualTo(Map.of("user", new User("ann"), "admin", true, "default", "replaced", "x", 1));
      assertThat(info.attachment("user", User.class)).isEqualTo(new User("ann"));
      assertThat(info.attachment("nobody", User.class)).isNull();
    }
  }

  @Test
  void answersWithAnyStatusHeadersAndBody() throws Exception {
    HandshakeInterceptor limit =
        new HandshakeInterceptor() {
          @Override
          public Interception intercept(Handshake handshake) {
            return Interception.answer(
                HttpResponse.json(429, "{\"wait\":3}").with("retry-after", "3"));
          }

          @Override
          public String name() {
            return "RateLimit";
          }
        };
    try (Fixture fixture =
        Fixture.start(builder ->
            builder.socket("/socket", spy).interceptor(limit).interceptor(noting("behind")))) {
      Answer answer = fixture.ask(Handshakes.right().text());

      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.header("retry-after")).isEqualTo("3");
      assertThat(answer.header("content-type")).startsWith("application/json");
      assertThat(answer.body()).isEqualTo("{\"wait\":3}");
      assertThat(order).isEmpty();
      assertThat(spy.connects).isEmpty();
      assertThat(fixture.events(TelemetryEvent.HandshakeRefused.class))
          .containsExactly(
              new TelemetryEvent.HandshakeRefused("/socket/websocket", 429, "RateLimit"));
    }
  }

  @Test
  void refusesWithTheStatusAlone() throws Exception {
    try (Fixture fixture =
        Fixture.start(builder ->
            builder.socket("/socket", spy).interceptor(handshake -> handshake.refuse(401)))) {
      Answer answer = fixture.ask(Handshakes.right().text());

      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void addsHeadersToTheUpgrade() throws Exception {
    HandshakeInterceptor sticky =
        handshake -> {
          handshake.addResponseHeader("Set-Cookie", "node=1");
          return Interception.proceed();
        };
    try (Fixture fixture =
        Fixture.start(builder -> builder.socket("/socket", spy).interceptor(sticky))) {
      Answer answer = fixture.ask(Handshakes.right().text());

      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.header("set-cookie")).isEqualTo("node=1");
    }
  }

  @Test
  void answers500WhenOneThrowsOrReturnsNothing() throws Exception {
    for (HandshakeInterceptor bad :
        List.<HandshakeInterceptor>of(
            _ -> {
              throw new java.io.IOException("db");
            },
            _ -> null)) {
      try (Fixture fixture =
          Fixture.start(builder -> builder.socket("/socket", spy).interceptor(bad))) {
        assertThat(fixture.ask(Handshakes.right().text()).status()).isEqualTo(500);
        assertThat(spy.connects).isEmpty();
        assertThat(fixture.events(TelemetryEvent.RequestFailed.class)).hasSize(1);
      }
    }
  }

  @Test
  void mayBlockWithoutHoldingUpOthers() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    HandshakeInterceptor slow =
        handshake -> {
          if (handshake.params().find("slow").isPresent()) {
            go.await();
          }
          return Interception.proceed();
        };
    try (Fixture fixture =
            Fixture.start(builder -> builder.socket("/socket", spy).interceptor(slow));
        RawHttp one = fixture.connect();
        RawHttp two = fixture.connect()) {
      for (RawHttp client : List.of(one, two)) {
        client.send(Handshakes.at("/socket/websocket?slow=1").text());
      }
      for (int i = 0; i < 10; i++) {
        assertThat(fixture.ask(Handshakes.right().text()).status()).isEqualTo(101);
      }
      go.countDown();
      assertThat(one.readHead().status()).isEqualTo(101);
      assertThat(two.readHead().status()).isEqualTo(101);
    }
  }
}

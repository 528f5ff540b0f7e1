package dev.anqa.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.Endpoint;
import dev.anqa.socket.SocketHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Answers that go on, of a transport that is mounted from elsewhere. */
final class ResponseStreamTest {
  /** What a transport does with a request. */
  private interface Serving {
    void serve(TransportRequest request) throws Exception;
  }

  private static Transport serving(Serving serving) {
    return new Transport() {
      @Override
      public String name() {
        return "pieces";
      }

      @Override
      public void serve(TransportRequest request) throws Exception {
        serving.serve(request);
      }

      @Override
      public void drain() {}
    };
  }

  private static String answer(Serving serving) throws Exception {
    try (Endpoint endpoint =
            Endpoint.builder()
                .http(0, o -> o.host("127.0.0.1"))
                .noLog()
                .socket("/socket", SocketHandler.anonymous(), m -> m.transport(serving(serving)))
                .start();
        HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + endpoint.port() + "/socket/pieces");
      return client
          .send(java.net.http.HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
          .body();
    }
  }

  @Test
  void keepsTheOrderOfAThread() throws Exception {
    assertThat(
            answer(request -> {
              ResponseStream stream = request.stream(200, Headers.none(), () -> {});
              for (int i = 0; i < 100; i++) {
                stream.write((i + " ").getBytes(UTF_8));
              }
              stream.end();
            }))
        .startsWith("0 1 2 3 ")
        .endsWith(" 98 99 ");
  }

  /** On that thread nothing has to wait, but for the head of the answer. */
  @Test
  void beginsWithItsHeadAlsoOnTheThreadOfTheConnection() throws Exception {
    assertThat(
            answer(request ->
                request
                    .thread()
                    .execute(() -> {
                      ResponseStream stream = request.stream(200, Headers.none(), () -> {});
                      stream.write("a".getBytes(UTF_8));
                      request.thread().execute(() -> stream.write("b".getBytes(UTF_8)));
                      stream.write("c".getBytes(UTF_8));
                      request.thread().execute(stream::end);
                    })))
        .startsWith("a")
        .hasSize(3);
  }

  @Test
  void mayBeWrittenToAtOnceOnTheThreadUntilATaskOfItsOwnWaits() throws Exception {
    CompletableFuture<Boolean> elsewhere = new CompletableFuture<>();
    CompletableFuture<Boolean> first = new CompletableFuture<>();
    CompletableFuture<Boolean> behind = new CompletableFuture<>();
    answer(request -> {
      TransportThread thread = request.thread();
      elsewhere.complete(thread.mayWrite());
      thread.execute(() -> {
        first.complete(thread.mayWrite());
        thread.execute(() -> request.respond(HttpResponse.empty(204)));
        behind.complete(thread.mayWrite());
      });
    });
    assertThat(elsewhere.get()).isFalse();
    assertThat(first.get()).isTrue();
    assertThat(behind.get()).isFalse();
  }
}

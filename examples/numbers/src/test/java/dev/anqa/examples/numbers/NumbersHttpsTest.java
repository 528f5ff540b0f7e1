package dev.anqa.examples.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.Endpoint;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;

/** HTTPS beside HTTP, as in the Phoenix application that the example comes from. */
final class NumbersHttpsTest {
  private static final String JOIN = "[\"1\",\"1\",\"numbers:positive\",\"phx_join\",{}]";

  private final BlockingQueue<X509Certificate> shown = new LinkedBlockingQueue<>();

  /** Takes any certificate, as {@code anqa connect --insecure} does, and remembers it. */
  private final class Insecure extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      shown.add(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static final class Texts implements WebSocket.Listener {
    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      heard.add(data.toString());
      webSocket.request(1);
      return null;
    }
  }

  @Test
  void servesThePageAndTheNumbersOnBoth() throws Exception {
    SSLContext anyCertificate = SSLContext.getInstance("TLS");
    anyCertificate.init(null, new TrustManager[] {new Insecure()}, null);
    try (Endpoint numbers = Numbers.start(Arguments.of("--port", "0", "--https", "0"));
        HttpClient client =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(anyCertificate)
                .build()) {
      int https = Numbers.httpsPort(numbers);
      assertThat(page(client, "https://localhost:" + https + "/"))
          .isEqualTo(page(client, "http://localhost:" + numbers.port() + "/"))
          .contains("phoenix.min.js");
      Texts texts = new Texts();
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .header("origin", "https://localhost:" + https) // As a page has it.
              .buildAsync(
                  URI.create("wss://localhost:" + https + "/socket/websocket?vsn=2.0.0"), texts)
              .join();
      socket.sendText(JOIN, true).join();

      assertThat(texts.heard.poll(10, TimeUnit.SECONDS)).contains("phx_reply", "\"ok\"");
      assertThat(texts.heard.poll(10, TimeUnit.SECONDS)).contains("update", "\"number\":1");
      socket.abort();
    }
    assertThat(names(shown.take())).containsExactly("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
  }

  private static List<String> names(X509Certificate certificate) throws Exception {
    return certificate.getSubjectAlternativeNames().stream()
        .map(name -> String.valueOf(name.get(1)))
        .toList();
  }

  private static String page(HttpClient client, String url) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }
}

package dev.anqa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.RawHttp.Answer;
import dev.anqa.transport.HttpFilter;
import dev.anqa.transport.HttpResponse;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the class path, over HTTP. */
final class StaticFilesTest {
  private static Fixture site() {
    return Fixture.start(builder ->
        builder
            .staticFiles("/", "dev/anqa/site")
            .handler("/behind", _ -> HttpResponse.text(200, "behind")));
  }

  private static Answer get(Fixture fixture, String target) throws Exception {
    return fixture.ask("GET " + target + " HTTP/1.1\nHost: h\n\n");
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8",
    "/index.html, text/html; charset=utf-8",
    "/app.js, text/javascript; charset=utf-8",
    "/app.js?v=1, text/javascript; charset=utf-8",
    "/sub, text/html; charset=utf-8",
    "/sub/, text/html; charset=utf-8",
    "/sub/a%20b.unknown, application/octet-stream"
  })
  void servesFilesWithTheirType(String target, String type) throws Exception {
    try (Fixture fixture = site()) {
      Answer answer = get(fixture, target);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("content-type")).isEqualTo(type);
      assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
      assertThat(answer.body()).isNotEmpty();
    }
  }

  @Test
  void standsBehindAFilterAndLeavesNothingToOthers() throws Exception {
    HttpFilter filter =
        (request, next) ->
            request.query().equals("closed")
                ? HttpResponse.text(403, "closed")
                : next.handle(request).with("x-filter", "passed");
    EndpointPart files =
        (_, site) -> {
          site.staticFiles("/page", "dev/anqa/site", getClass().getClassLoader(), filter);
          return () -> {};
        };
    try (Fixture fixture =
        Fixture.start(
            builder -> builder.mount(files).handler("/*", _ -> HttpResponse.text(200, "behind")))) {
      assertThat(get(fixture, "/page/app.js").header("x-filter")).isEqualTo("passed");
      assertThat(get(fixture, "/page/app.js?closed").status()).isEqualTo(403);
      assertThat(get(fixture, "/page/absent.js").status()).isEqualTo(404);
      assertThat(get(fixture, "/elsewhere").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../secret/key.txt",
        "/%2e%2e/secret/key.txt",
        "/..%2fsecret%2fkey.txt",
        "/..%5csecret%5ckey.txt",
        "/sub/../../secret/key.txt",
        "//secret/key.txt",
        "/./app.js",
        "/app.js%00",
        "/absent.js",
        "/app.js/"
      })
  void servesNothingFromOutside(String target) throws Exception {
    try (Fixture fixture = site()) {
      Answer answer = get(fixture, target);
      if (target.equals("/app.js/")) { // Empty segments count for nothing, here too.
        assertThat(answer.status()).isEqualTo(200);
      } else {
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("Not Found");
      }
    }
  }

  @Test
  void leavesToOthersWhatIsNotThere() throws Exception {
    try (Fixture fixture = site()) {
      assertThat(get(fixture, "/behind").body()).isEqualTo("behind");
    }
  }

  @Test
  void servesBelowAPath() throws Exception {
    try (Fixture fixture =
        Fixture.start(builder -> builder.staticFiles("/assets", "/dev/anqa/site/"))) {
      assertThat(get(fixture, "/assets/app.js").status()).isEqualTo(200);
      assertThat(get(fixture, "/assets").status()).isEqualTo(200);
      assertThat(get(fixture, "/app.js").status()).isEqualTo(404);
    }
  }

  @Test
  void sendsAFileAgainOnlyIfItHasChanged() throws Exception {
    try (Fixture fixture = site()) {
      String tag = get(fixture, "/app.js").header("etag");
      Answer again =
          fixture.ask("GET /app.js HTTP/1.1\nHost: h\nIf-None-Match: \"x\", " + tag + "\n\n");
      Answer other = fixture.ask("GET /app.js HTTP/1.1\nHost: h\nIf-None-Match: \"x\"\n\n");

      assertThat(again.status()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(again.header("etag")).isEqualTo(tag);
      assertThat(other.status()).isEqualTo(200);
    }
  }

  @Test
  void answersGetAndHeadOnly() throws Exception {
    try (Fixture fixture = site()) {
      Answer head = fixture.ask("HEAD /app.js HTTP/1.1\nHost: h\n\n");
      Answer post = fixture.ask("POST /app.js HTTP/1.1\nHost: h\nContent-Length: 0\n\n");

      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("content-length")).isEqualTo("14");
      assertThat(post.status()).isEqualTo(405);
      assertThat(post.header("allow")).isEqualTo("GET, HEAD");
    }
  }

  @Test
  void servesFilesOutOfAJar(@TempDir Path folder) throws Exception {
    Path jar = folder.resolve("site.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new JarEntry("packed/"));
      out.putNextEntry(new JarEntry("packed/sub/"));
      out.putNextEntry(new JarEntry("packed/sub/index.html"));
      out.write("<p>".getBytes(UTF_8));
    }
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
      Thread.currentThread().setContextClassLoader(loader);
      try (Fixture fixture = Fixture.start(builder -> builder.staticFiles("/", "packed"))) {
        assertThat(get(fixture, "/sub/index.html").body()).isEqualTo("<p>");
        assertThat(get(fixture, "/sub").body()).isEqualTo("<p>");
        assertThat(get(fixture, "/").status()).isEqualTo(404);
      }
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}

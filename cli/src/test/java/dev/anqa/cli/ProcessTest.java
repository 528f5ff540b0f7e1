package dev.anqa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What only a process of its own can show: exit codes, signals and pipes. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // A read of a pipe blocks.
final class ProcessTest {
  private final TestServer server = TestServer.start();

  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
    server.close();
  }

  @Test
  void exitsWith130AndSaysGoodbyeOnCtrlC() throws Exception {
    var process = start(List.of(), "connect", server.url(), "hello");
    var out = process.inputReader();
    assertThat(out.readLine()).isEqualTo("hello");

    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();

    assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(out.readLine()).isNull();
    assertThat(process.errorReader().lines()).containsExactly("Connected to " + server.url());
    assertThat(server.text()).isEqualTo("hello");
    assertThat(((CloseWebSocketFrame) server.frame()).statusCode()).isEqualTo(1000);
  }

  @Test
  void exitsWith2WhenTheServerDisconnects() throws Exception {
    var process = start(List.of(), "connect", server.url(), "bye");

    assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(process.errorReader().lines())
        .containsExactly("Connected to " + server.url(), "Disconnected!");
  }

  @Test
  void endsQuietlyBehindAPipeThatIsClosed() throws Exception {
    server.onOpen(ProcessTest::tick);
    var shell = List.of("sh", "-c", "{ \"$@\"; echo $? >&2; } | head -2", "sh");
    var process = start(shell, "connect", server.url());

    assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
    assertThat(process.inputReader().lines()).containsExactly("tick", "tick");
    assertThat(process.errorReader().lines()).containsExactly("Connected to " + server.url(), "0");
  }

  /** Sends {@code tick} every 10 ms. */
  private static void tick(Channel channel) {
    var _ = channel.writeAndFlush(new TextWebSocketFrame("tick"));
    var _ = channel.eventLoop().schedule(() -> tick(channel), 10, TimeUnit.MILLISECONDS);
  }

  /** Starts {@code anqa} in a JVM of its own, with a stdin that stays open. */
  private Process start(List<String> before, String... arguments) throws IOException {
    var command = new ArrayList<>(before);
    // Whoever runs the tests may have SIGINT ignored, and a JVM leaves it so.
    command.addAll(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Anqa.class.getName()));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).start();
    processes.add(process);
    return process;
  }
}

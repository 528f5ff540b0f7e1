package dev.anqa.cli.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anqa.Endpoint;
import dev.anqa.channel.Channel;
import dev.anqa.channel.ChannelSocket;
import dev.anqa.channel.HandleResult;
import dev.anqa.channel.JoinResult;
import dev.anqa.cli.Invocation;
import dev.anqa.inspect.Admin;
import dev.anqa.pubsub.Payload;
import dev.anqa.socket.ConnectResult;
import dev.anqa.socket.SocketHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands against a node with a client on {@code room:a}. */
final class NodeCommandsTest {
  /** Answers pings, and shows its mood. */
  private static final class Room implements Channel {
    @Override
    public JoinResult join(String topic, Payload params, ChannelSocket socket) {
      return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, ChannelSocket socket) {
      return HandleResult.ok(Map.of("pong", true));
    }

    @Override
    public Object inspect(ChannelSocket socket) {
      return Map.of("mood", "good");
    }
  }

  private final Endpoint endpoint =
      Endpoint.builder()
          .http(0)
          .admin("/admin", Admin.onLoopback())
          .socket(
              "/socket",
              SocketHandler.connecting("UserSocket", _ -> ConnectResult.ok().id("users:7"))
                  .channel("room:*", Room::new))
          .start();

  private final PipedOutputStream typed = new PipedOutputStream();
  private Invocation client = Invocation.of();

  @BeforeEach
  void join() throws IOException {
    String url = "ws://localhost:%d/socket/websocket".formatted(endpoint.port());
    String join = "{\"topic\":\"room:a\",\"event\":\"phx_join\",\"payload\":{},\"ref\":\"1\"}";
    client = Invocation.of("connect", url, join).stdin(new PipedInputStream(typed)).start();
    await().until(() -> client.out().contains("phx_reply"));
  }

  @AfterEach
  void stop() throws IOException {
    typed.close();
    endpoint.close();
  }

  private Invocation anqa(String... arguments) {
    return Invocation.of(arguments).environment("ANQA_URL", url());
  }

  private String url() {
    return "http://localhost:%d/admin".formatted(endpoint.port());
  }

  private List<String> lines(String... arguments) {
    return anqa(arguments).exits(0).out().lines().toList();
  }

  private void type(String line) {
    try {
      typed.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      typed.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void listsTopicsInColumns() {
    assertThat(lines("topics", "room:"))
        .containsExactly("NODE   TOPIC   SUBSCRIBERS", "local  room:a  1");
  }

  @Test
  void printsTheNodesAnswerAsItIsForOtherPrograms() {
    assertThat(lines("topics", "room:", "--json"))
        .containsExactly(
            "{\"topics\":[{\"node\":\"local\",\"topic\":\"room:a\",\"subscribers\":1}],"
                + "\"next\":{},\"unanswered\":{}}");
  }

  @Test
  void listsSubscribersOfATopic() {
    assertThat(lines("subscribers", "room:a"))
        .hasSize(2)
        .last()
        .asString()
        .matches("local +1 +Room +users:7 +UserSocket +websocket +127\\.0\\.0\\.1:[0-9]+");
  }

  @Test
  void listsSocketsByTheirAddress() {
    assertThat(lines("sockets", "--peer", "127.0.0.1"))
        .hasSize(2)
        .last()
        .asString()
        .matches(
            "local +1 +users:7 +UserSocket +websocket +127\\.0\\.0\\.1:[0-9]+ +[0-9]+s +room:a");
    assertThat(lines("sockets", "--peer", "10.0.0.1")).hasSize(1);
  }

  @Test
  void showsTheStateOfAChannel() {
    assertThat(lines("inspect", "1"))
        .contains("id: users:7")
        .anyMatch(line -> line.endsWith("mood: good"));
  }

  @Test
  void saysThatThereIsNoSuchConnection() {
    assertThat(anqa("inspect", "99").exits(1).err()).contains("There is no connection 99");
  }

  @Test
  void showsAllThatRuns() {
    assertThat(lines("tree"))
        .contains("node: local", "endpoint:", "pubsub:")
        .anyMatch(line -> line.contains("handler: UserSocket"));
  }

  @Test
  void listsNodesAndOptions() {
    assertThat(lines("nodes")).containsExactly("local");
    assertThat(lines("options")).anyMatch(line -> line.matches("local +log\\.joins +\\w+ +yes"));
  }

  @Test
  void changesAnOption() {
    assertThat(lines("options", "--set", "log.joins=DEBUG")).containsExactly("ok");

    assertThat(lines("options")).anyMatch(line -> line.matches("local +log\\.joins +DEBUG +yes"));
  }

  @Test
  void changesAnOptionOfOneNodeOnly() {
    assertThat(anqa("options", "--set", "log.joins=DEBUG", "--cluster").exits(1).err())
        .contains("--cluster: not with --set (expected: --node NAME, for one node after another)");

    assertThat(lines("options")).anyMatch(line -> line.matches("local +log\\.joins +INFO +yes"));
  }

  @Test
  void broadcasts() {
    assertThat(lines("broadcast", "room:a", "news", "{\"at\":\"noon\"}")).containsExactly("ok");

    await().until(() -> client.out().contains("\"event\":\"news\""));
    assertThat(client.out()).contains("{\"at\":\"noon\"}");
  }

  @Test
  void refusesAPayloadThatIsNoJson() {
    assertThat(anqa("broadcast", "room:a", "news", "{at").exits(1).err())
        .contains("PAYLOAD: no JSON at column", "expected: such as");
  }

  @Test
  void kicksAChannel() {
    assertThat(lines("kick", "1", "room:a")).containsExactly("ok");

    await().until(() -> client.out().contains("phx_close"));
  }

  @Test
  void disconnectsAnIdAndTellsWhyItWasClosed() {
    assertThat(lines("disconnect", "--id", "users:7")).containsExactly("ok");

    client.ends(2);
    await()
        .untilAsserted(() ->
            assertThat(lines("closings", "--id", "users:7"))
                .hasSize(2)
                .last()
                .asString()
                .contains(" 1001 "));
  }

  @Test
  void tracesUntilTheCountIsReached() {
    Invocation trace = anqa("trace", "handle_in", "--topic", "room:*", "-n", "1").start();
    String ping = "{\"topic\":\"room:a\",\"event\":\"ping\",\"payload\":{\"n\":1},\"ref\":\"2\"}";
    await()
        .until(() -> {
          type(ping); // The trace may have begun only now.
          return !trace.running();
        });

    assertThat(trace.ends(0).out())
        .matches(
            "(?s)[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6} local/1 handle_in room:a ping \\{\"n\":1} -> ok \\{\"pong\":true}.*\\R");
    assertThat(trace.err()).contains("Ended by count");
  }

  @Test
  void saysWhatTheNodeDoesNotTake() {
    assertThat(anqa("topics", "--limit", "0").exits(1).err())
        .contains("answers 400")
        .contains("limit: \"0\" (expected: a number from 1 to 1000)");
  }

  @Test
  void saysHowToReachANodeWhereNobodyAnswers() {
    endpoint.close();

    assertThat(anqa("topics").exits(1).err())
        .contains("Nobody answers at " + url())
        .contains(".admin(\"/admin\", …)")
        .contains("--url or $ANQA_URL");
  }

  @Test
  void saysThatSomethingElseIsThere() {
    assertThat(Invocation.of("topics", "-u", url() + "/nothing").exits(1).err())
        .contains("answers 404");
    assertThat(Invocation.of("topics", "-u", "localhost:4000").exits(1).err())
        .contains("--url: \"localhost:4000\" (expected: such as http://localhost:4000/admin)");
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  @Test
  void endsQuietlyWhenNobodyReadsAnyMore() {
    for (String[] command :
        List.of(
            new String[] {"sockets"},
            new String[] {"tree", "--json"},
            new String[] {"broadcast", "room:a", "hello"})) {
      assertThat(anqa(command).stdout(failing("Broken pipe")).exits(0).err()).isEmpty();
    }
  }

  @Test
  void failsWhenWhatItShowsCannotBeWritten() {
    assertThat(anqa("sockets").stdout(failing("No space left on device")).exits(1).err())
        .contains("Cannot write to stdout: No space left on device");
  }

  @Test
  void tracesAllNodes() {
    Invocation traced = anqa("trace", "close", "--cluster", "-t", "1").exits(0);

    assertThat(traced.out()).isEmpty();
    assertThat(traced.err().lines()).containsExactly("Ended by time");
  }

  @Test
  void namesTheNodeThatIsNotThere() {
    assertThat(anqa("kick", "1", "room:a", "--node", "nobody").exits(1).err())
        .contains("404", "node: \"nobody\"");
    assertThat(anqa("disconnect", "--connection", "1", "--node", "nobody").exits(1).err())
        .contains("nobody");
    assertThat(anqa("options", "--set", "log.joins=INFO", "--node", "nobody").exits(1).err())
        .contains("nobody");
    assertThat(anqa("trace", "--node", "nobody").exits(0).err())
        .contains("Ended by closed", "nobody did not answer: no such node");
  }
}

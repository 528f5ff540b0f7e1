package dev.anqa.cli;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code anqa connect}: a WebSocket client for pipes, after the tool wsta. */
@Command(
    name = "connect",
    description = {
      "Talks to a WebSocket: each message received is a line on stdout, each line of stdin is a "
          + "message sent. What the command says about itself goes to stderr.",
      "",
      "The end of stdin keeps the connection; it ends with the server, with Ctrl-C, or when the "
          + "reader of stdout goes.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Anqa.Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:The reader of stdout has gone.",
      "1:Fatal: wrong arguments, no connection, refused, or the server broke the protocol.",
      "2:The server disconnected.",
      "130:Interrupted by Ctrl-C."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  anqa connect ws://localhost:4000/socket/websocket \\",
      "    '{\"topic\":\"room:1\",\"event\":\"phx_join\",\"payload\":{},\"ref\":\"1\"}'",
      "  anqa connect --ping 30 ws://localhost:4000/socket/websocket | jq .payload"
    })
final class Connect implements Callable<Integer> {
  static final int EXIT_DISCONNECTED = 2;
  static final int EXIT_INTERRUPTED = 130;

  private static final int BINARY_FRAME_BYTES = 256;

  private final Terminal terminal;

  // What follows is set by picocli before call(); null means not given.

  @Parameters(
      index = "0",
      paramLabel = "URL",
      description = "ws://HOST:PORT/PATH or wss://…; sockets of Phoenix end in /websocket.")
  private String url = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "MESSAGE",
      description = "Sent as text, in this order, before stdin is read.")
  private List<String> messages = new ArrayList<>();

  @Option(
      names = {"-H", "--header"},
      paramLabel = "'NAME: VALUE'",
      description = "Adds a header to the handshake, such as Origin or Cookie. Repeatable.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = {"-s", "--subprotocol"},
      paramLabel = "NAME",
      description = "Offers a subprotocol. Repeatable; the server chooses one.")
  private List<String> subprotocols = new ArrayList<>();

  @Option(
      names = {"-I", "--head"},
      description = "Prints status and headers of the server's handshake first.")
  private boolean head;

  @Option(
      names = {"-e", "--echo"},
      description = "Prints the messages sent too, after '> '.")
  private boolean echo;

  @Option(
      names = {"-p", "--ping"},
      paramLabel = "SECONDS",
      description = "Sends a ping at this interval; it keeps a quiet connection open.")
  private @Nullable Double ping;

  @Option(
      names = {"-b", "--binary"},
      description = {
        "Sends stdin in binary messages of at most 256 bytes, or $ANQA_BINARY_FRAME_SIZE, and "
            + "writes binary messages as they are. Without it they are lines like hex:00ff."
      })
  private boolean binary;

  @Option(
      names = {"-l", "--login"},
      paramLabel = "URL",
      description = "Gets this page first; its cookies go into the handshake.")
  private @Nullable String login;

  @Option(names = "--follow-redirect", description = "Lets --login follow redirects.")
  private boolean followRedirect;

  @Option(
      names = {"-k", "--insecure"},
      description = "Takes any certificate of a wss:// server, such as a self-signed one.")
  private boolean insecure;

  @Option(
      names = {"-P", "--profile"},
      paramLabel = "NAME",
      preprocessor = Profile.class,
      description = {
        "Stands for the arguments in $XDG_CONFIG_HOME/anqa/NAME.conf (~/.config/anqa/NAME.conf), "
            + "one a line. What follows overrides them."
      })
  @SuppressWarnings("unused") // Profile has put its arguments in before it would be set.
  private @Nullable String profile;

  @Option(
      names = {"-v", "--verbose"},
      description = "Says more: -v each step, -vv each message, -vvv where an error came from.")
  private boolean[] verbose = {};

  Connect(Terminal terminal) {
    this.terminal = terminal;
  }

  Map<String, String> environment() {
    return terminal.environment();
  }

  @Override
  public Integer call() throws InterruptedException {
    var status = new StatusLines(terminal.err(), verbose.length);
    try (var client = new WebSocketClient()) {
      return run(client, settings(), status);
    } catch (FatalException failed) {
      status.trace(failed);
      throw failed;
    }
  }

  private int run(WebSocketClient client, ConnectSettings settings, StatusLines status)
      throws InterruptedException {
    if (settings.login().isPresent()) {
      var cookies = new ArrayList<>(settings.headers().getAll(HttpHeaderNames.COOKIE));
      cookies.add(Login.cookies(settings.login().get(), settings, status));
      settings.headers().set(HttpHeaderNames.COOKIE, String.join("; ", cookies));
    }
    var inbox = new Inbox();
    var output = new Output(terminal.out());
    var answer = client.connect(settings, inbox, status);
    if (settings.head()) {
      print(answer.handshake(), output);
    }
    switch (answer.handshake()) {
      case Handshake.Refused refused -> throw ConnectFailure.refused(settings, refused);
      case Handshake.Opened opened -> {
        status.say("Connected to " + Shown.url(settings.uri()));
        status.step("Subprotocol: " + Objects.requireNonNullElse(opened.subprotocol(), "none"));
      }
    }
    var sender = new Sender(answer.channel(), inbox, settings, terminal.in(), output);
    return new Conversation(answer.channel(), inbox, settings, output, status).run(sender);
  }

  private static void print(Handshake handshake, Output output) {
    try {
      for (var line : Handshake.lines(handshake.head())) {
        output.line(line);
      }
      output.line("");
      output.flush();
    } catch (IOException failed) {
      throw new FatalException("Cannot write to stdout: " + failed.getMessage(), failed);
    }
  }

  private ConnectSettings settings() {
    return new ConnectSettings(
        ConnectSettings.webSocketUri(url),
        ConnectSettings.headers(headers),
        subprotocols,
        messages,
        head,
        echo,
        pingInterval(),
        binary,
        binaryFrameBytes(),
        Optional.ofNullable(login).map(page -> ConnectSettings.uri(page, "http://… or https://…")),
        followRedirect,
        insecure);
  }

  private Optional<Duration> pingInterval() {
    if (ping == null) {
      return Optional.empty();
    }
    var interval = Duration.ofMillis(Math.round(ping * 1000));
    if (!interval.isPositive()) {
      throw new FatalException("--ping: %s (expected: >= 0.001 seconds)".formatted(ping));
    }
    return Optional.of(interval);
  }

  private int binaryFrameBytes() {
    for (var name : List.of("ANQA_BINARY_FRAME_SIZE", "WSTA_BINARY_FRAME_SIZE")) {
      var value = environment().get(name);
      if (value != null) {
        try {
          int bytes = Integer.parseInt(value);
          if (bytes > 0) {
            return bytes;
          }
        } catch (NumberFormatException _) {
          // Said below, as for a number below 1.
        }
        throw new FatalException("%s: %s (expected: bytes, > 0)".formatted(name, value));
      }
    }
    return BINARY_FRAME_BYTES;
  }
}

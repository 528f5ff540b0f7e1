package dev.anqa.cli.node;

import dev.anqa.cli.FatalException;
import dev.anqa.cli.Shown;
import dev.anqa.cli.Terminal;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the node is, and how the answer is shown; of every command here. */
final class AdminOptions {
  private static final String URL_VARIABLE = "ANQA_URL";
  private static final String DEFAULT_URL = "http://localhost:4000/admin";

  // Set by picocli; null means not given.

  @Option(
      names = {"-u", "--url"},
      paramLabel = "URL",
      description = "The node's admin interface. By default $ANQA_URL, or " + DEFAULT_URL + ".")
  private @Nullable String url;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "'NAME: VALUE'",
      description = "Adds a header, such as Cookie or Authorization. Repeatable.")
  private List<String> headers = new ArrayList<>();

  @Option(names = "--json", description = "Prints the node's answer as it is, on one line.")
  private boolean json;

  boolean json() {
    return json;
  }

  /**
   * The way to the node.
   *
   * @throws FatalException if the options make no sense
   */
  AdminClient client(Terminal terminal) {
    String text =
        url != null ? url : terminal.environment().getOrDefault(URL_VARIABLE, DEFAULT_URL);
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw notAnUrl(text);
    }
    if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
      throw notAnUrl(text);
    }
    return new AdminClient(text.replaceAll("/+$", ""), headerMap());
  }

  private static FatalException notAnUrl(String text) {
    return new FatalException(
        "--url: \"%s\" (expected: such as %s)".formatted(Shown.url(text), DEFAULT_URL));
  }

  private Map<String, String> headerMap() {
    Map<String, String> map = new LinkedHashMap<>();
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        throw new FatalException("--header: no name (expected: 'NAME: VALUE')");
      }
      map.put(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
    }
    return map;
  }
}

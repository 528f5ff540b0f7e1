package dev.anqa.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Files of the class path: {@code GET} and {@code HEAD}, {@code index.html} for a directory, an
 * entity tag for caches. Never anything outside of its directory.
 */
final class StaticFiles {
  private static final String INDEX = "index.html";

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("gif", "image/gif"),
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("json", "application/json; charset=utf-8"),
          Map.entry("map", "application/json; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("png", "image/png"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("wasm", "application/wasm"),
          Map.entry("webp", "image/webp"),
          Map.entry("woff2", "font/woff2"));

  private final PagePath prefix;
  private final String directory;
  private final ClassLoader loader;

  StaticFiles(PagePath prefix, String directory, ClassLoader loader) {
    this.prefix = prefix;
    this.directory = directory.replaceAll("^/+|/+$", "");
    this.loader = loader;
  }

  /** The file under a path; null if there is none. */
  @Nullable HttpResponse find(HttpRequest request) throws IOException {
    List<String> path = PathPattern.split(request.path());
    if (path == null || !path.stream().allMatch(StaticFiles::isName)) {
      return null;
    }
    List<String> names = path.subList(prefix.segments().size(), path.size());
    String name = String.join("/", names);
    byte[] content = name.isEmpty() ? null : read(name);
    if (content == null) {
      name = name.isEmpty() ? INDEX : name + "/" + INDEX;
      content = read(name);
    }
    return content == null ? null : answer(request, name, content);
  }

  /** Whether a segment is a plain name: no way up, no separator that was percent-encoded. */
  private static boolean isName(String segment) {
    return !segment.equals(".")
        && !segment.equals("..")
        && segment.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < 0x20);
  }

  private static HttpResponse answer(HttpRequest request, String name, byte[] content) {
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return HttpResponse.empty(405).with("allow", "GET, HEAD");
    }
    String tag = tag(content);
    HttpResponse response =
        request.headers().lists("if-none-match", tag)
            ? HttpResponse.empty(304)
            : HttpResponse.of(200, type(name), content);
    return response
        .with("etag", tag)
        .with("cache-control", "public, no-cache") // Kept, but asked for anew each time.
        .with("x-content-type-options", "nosniff");
  }

  private static String tag(byte[] content) {
    CRC32C sum = new CRC32C();
    sum.update(content);
    return '"'
        + HexFormat.of().toHexDigits(sum.getValue(), 8)
        + Integer.toHexString(content.length)
        + '"';
  }

  private static String type(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(extension, "application/octet-stream");
  }

  private byte @Nullable [] read(String name) throws IOException {
    URL url = loader.getResource(directory.isEmpty() ? name : directory + "/" + name);
    if (url == null || isDirectory(url)) {
      return null;
    }
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false); // A jar that is cached stays open, and is never read anew.
    try (InputStream in = connection.getInputStream()) {
      return in.readAllBytes();
    }
  }

  private static boolean isDirectory(URL url) throws IOException {
    try {
      if (url.getProtocol().equals("file")) {
        return Files.isDirectory(Path.of(url.toURI()));
      }
    } catch (URISyntaxException e) {
      throw new IOException("class path entry " + url, e);
    }
    if (url.openConnection() instanceof JarURLConnection jar) {
      jar.setUseCaches(false);
      return jar.getJarEntry() == null || isDirectory(jar);
    }
    return false;
  }

  /** A jar's entry of a directory is found without the slash that its name has. */
  private static boolean isDirectory(JarURLConnection jar) throws IOException {
    try (var file = jar.getJarFile()) {
      return file.getJarEntry(jar.getEntryName() + "/") != null || jar.getJarEntry().isDirectory();
    }
  }
}

package dev.anqa.inspect;

import dev.anqa.transport.HttpRequest;
import dev.anqa.transport.SiteBuilder;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Looking into a node and steering it over HTTP, in JSON: what the command line and the dashboard
 * speak. Mounted by one line, and closed unless its authorizer opens it:
 *
 * <pre>{@code
 * Endpoint.builder().admin("/admin", Admin.authorizedBy(request -> isOperator(request.cookies())))
 * }</pre>
 *
 * <p>Calls that change something are {@code POST} with a body of JSON, which no form of another
 * site can send. {@code docs/admin.md} has the calls and their answers.
 */
public final class Admin {
  /** Decides who may look and steer. */
  @FunctionalInterface
  public interface Authorizer {
    /**
     * Whether a request may pass; called for each, on a virtual thread, and may block. The client
     * gets 403 if not.
     *
     * @throws Exception anything: HTTP 500, and a telemetry event
     */
    boolean allows(HttpRequest request) throws Exception;

    /**
     * Lets in whoever is on this machine: requests from a loopback address to {@code localhost} or
     * such an address, without a header that proxies add ({@code Forwarded}, {@code Via}, {@code
     * X-Forwarded-…}, {@code X-Real-IP}). For development; every user of the machine may pass.
     *
     * <p>Never on a machine with a proxy: one that adds no header, as nginx with nothing but {@code
     * proxy_pass}, cannot be told from a user of the machine, and lets in everybody.
     */
    static Authorizer onLoopback() {
      return Admin::isOnLoopback;
    }
  }

  private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
  private static final Set<String> FORWARDED = Set.of("forwarded", "via", "x-real-ip");

  private final Authorizer authorizer;

  private Admin(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /** For those whom the application lets in. */
  public static Admin authorizedBy(Authorizer authorizer) {
    return new Admin(Objects.requireNonNull(authorizer, "authorizer"));
  }

  /** For whoever is on this machine; see {@link Authorizer#onLoopback}. */
  public static Admin onLoopback() {
    return new Admin(Authorizer.onLoopback());
  }

  private static boolean isOnLoopback(HttpRequest request) {
    InetAddress peer = request.peer().getAddress();
    return peer != null
        && peer.isLoopbackAddress()
        // Not a name that somebody else's DNS led here from a page of theirs.
        && OWN_NAMES.contains(request.host().toLowerCase(Locale.ROOT))
        && FORWARDED.stream().allMatch(name -> request.headers().first(name) == null)
        && request.headers().beginning("x-forwarded-").isEmpty();
  }

  /** Puts it below a path; used by the endpoint. */
  public void mount(SiteBuilder site, String path, Inspector inspector) {
    AdminPages pages = new AdminPages(path, authorizer, inspector);
    site.streaming(path.endsWith("/") ? path + "*" : path + "/*", pages::handle);
  }
}

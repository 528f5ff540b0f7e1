package dev.anqa.transport;

import dev.anqa.pubsub.PubSub;
import dev.anqa.pubsub.Time;
import dev.anqa.telemetry.Telemetry;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Event loops and the listeners that they serve; used by the endpoint. One thread starts and stops
 * it.
 */
public final class HttpServer {
  /** How long event loops may take to end, once their connections are closed. */
  private static final Duration LOOPS_TIMEOUT = Duration.ofSeconds(2);

  private final Loops loops;
  private final Executor callbacks;
  private final Time time;
  private final List<HttpListener> listeners = new CopyOnWriteArrayList<>();

  /**
   * Makes the event loops, one for each core, as partitions of the subscribers.
   *
   * @param callbacks runs handshakes and handlers: a virtual thread for each task
   * @throws IllegalStateException if that way to the system does not work here
   */
  public HttpServer(NettyIo io, PubSub pubsub, Telemetry telemetry, Executor callbacks, Time time) {
    this.loops =
        new Loops(io, Runtime.getRuntime().availableProcessors(), pubsub, telemetry, callbacks);
    this.callbacks = callbacks;
    this.time = time;
  }

  /** How the loops talk to the system, such as {@code epoll}. */
  public String io() {
    return loops.io().label();
  }

  /**
   * Serves a site on one more address.
   *
   * @return where it is bound
   * @throws IllegalStateException if it cannot be bound, or its certificate cannot be used; one
   *     line that says why
   */
  public InetSocketAddress listen(HttpOptions options, Site site) {
    HttpListener listener = new HttpListener(options, site, loops, callbacks, time);
    InetSocketAddress bound = listener.bind();
    listeners.add(listener);
    return bound;
  }

  /** Its ports, as they are at this moment; any thread may call. */
  public List<ListenerInfo> listeners() {
    return listeners.stream().map(HttpListener::info).toList();
  }

  /** What went over its WebSockets; any thread may call. */
  public Traffic traffic() {
    return loops.traffic();
  }

  /** Reads the files of TLS again, of all listeners; false if some cannot be used. */
  public boolean reloadTls() {
    boolean all = true;
    for (HttpListener listener : listeners) {
      all &= listener.reloadTls();
    }
    return all;
  }

  /** Accepts nobody any more; the connections that stand go on. */
  public void stopListening() {
    listeners.forEach(HttpListener::stopAccepting);
  }

  /**
   * Closes all connections, WebSockets with 1012 and others when their requests are answered, and
   * ends the loops. What stands after the grace is cut; callbacks are waited for as long again.
   */
  public void close(Duration grace) throws InterruptedException {
    try {
      stopListening();
      listeners.forEach(HttpListener::drain);
      awaitClosed(System.nanoTime() + grace.toNanos());
    } finally {
      loops.close(LOOPS_TIMEOUT);
      loops.awaitCallbacks(grace);
    }
  }

  private void awaitClosed(long end) throws InterruptedException {
    for (HttpListener listener : listeners) {
      for (Channel channel : listener.channels()) {
        if (!channel.closeFuture().await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          var _ = channel.close();
        }
      }
    }
  }
}

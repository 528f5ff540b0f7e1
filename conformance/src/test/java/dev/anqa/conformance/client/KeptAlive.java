package dev.anqa.conformance.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** Requests one after the other on one connection; a new one where the server ends it. */
final class KeptAlive implements AutoCloseable {
  private final int port;
  private @Nullable Socket socket;
  private @Nullable InputStream in;
  private boolean closed;

  KeptAlive(int port) {
    this.port = port;
  }

  /** Sends a request and reads the answer; by one thread at a time. */
  HttpReply send(HttpRequest request) {
    try {
      Socket open = open();
      HttpReply reply = request.exchange(open, in(open));
      if ("close".equals(reply.header("connection"))) {
        forget(open);
      }
      return reply;
    } catch (IOException e) {
      throw new UncheckedIOException(request.toString(), e);
    }
  }

  private synchronized Socket open() throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
    if (socket == null) {
      socket = HttpRequest.open(port);
      in = null;
    }
    return socket;
  }

  private synchronized InputStream in(Socket open) throws IOException {
    if (in == null) {
      in = new BufferedInputStream(open.getInputStream());
    }
    return in;
  }

  private synchronized void forget(Socket open) throws IOException {
    open.close();
    socket = null;
  }

  /** Cuts the connection, also under a request. Any thread may call. */
  @Override
  public synchronized void close() {
    closed = true;
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

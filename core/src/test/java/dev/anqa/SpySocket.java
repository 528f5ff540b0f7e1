package dev.anqa;

import dev.anqa.channel.Outbound;
import dev.anqa.channel.StopReason;
import dev.anqa.serializer.Frame;
import dev.anqa.socket.ConnectRequest;
import dev.anqa.socket.MountedSocket;
import dev.anqa.socket.Session;
import dev.anqa.socket.SocketRuntime;
import dev.anqa.telemetry.SocketSource;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A socket without channels that remembers who connected, and echoes. */
final class SpySocket implements MountedSocket {
  /** Decides about a connection. */
  interface Decision {
    Outcome decide(ConnectRequest request) throws Exception;
  }

  final BlockingQueue<ConnectRequest> connects = new LinkedBlockingQueue<>();
  final BlockingQueue<StopReason> closes = new LinkedBlockingQueue<>();

  /** What the endpoint lent, when somebody has connected. */
  volatile SocketRuntime runtime;

  private final String name;
  private final Decision decision;

  SpySocket() {
    this("SpySocket", null);
  }

  SpySocket(Decision decision) {
    this("SpySocket", decision);
  }

  SpySocket(String name, Decision decision) {
    this.name = name;
    this.decision = decision;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Outcome connect(ConnectRequest request, SocketRuntime runtime) throws Exception {
    this.runtime = runtime;
    connects.add(request);
    return decision == null ? accept() : decision.decide(request);
  }

  Outcome accept() {
    return new Outcome.Accepted(new Echo());
  }

  private final class Echo implements Session {
    private Outbound outbound;

    @Override
    public SocketSource source() {
      return new SocketSource(name, /* id= */ null, "websocket", new InetSocketAddress(0), 1);
    }

    @Override
    public void opened(Outbound outbound) {
      this.outbound = outbound;
    }

    @Override
    public void receive(Frame frame) {
      outbound.send(frame);
    }

    @Override
    public void control(Frame frame) {}

    @Override
    public void closed(StopReason reason) {
      closes.add(reason);
    }
  }
}

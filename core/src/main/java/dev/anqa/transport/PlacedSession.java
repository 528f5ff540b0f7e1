package dev.anqa.transport;

import dev.anqa.channel.Outbound;
import dev.anqa.channel.StopReason;
import dev.anqa.serializer.Frame;
import dev.anqa.socket.Session;
import dev.anqa.telemetry.SocketSource;

/**
 * A session that takes a place among the connections until it is over. Closed before it is opened,
 * it only gives the place back.
 */
final class PlacedSession implements Session {
  private final Session session;
  private final Runnable release;

  /** Written by the session's thread. */
  private boolean opened;

  PlacedSession(Session session, Runnable release) {
    this.session = session;
    this.release = release;
  }

  @Override
  public SocketSource source() {
    return session.source();
  }

  @Override
  public void opened(Outbound outbound) {
    opened = true;
    session.opened(outbound);
  }

  @Override
  public void receive(Frame frame) {
    session.receive(frame);
  }

  @Override
  public void control(Frame frame) {
    session.control(frame);
  }

  @Override
  public void closed(StopReason reason) {
    release.run();
    if (opened) {
      session.closed(reason);
    }
  }
}

package dev.anqa.conformance;

import dev.anqa.serializer.Frame;
import dev.anqa.socket.RawSocket;

/** A socket without channels: sends each frame back as it came. */
final class EchoSocket implements RawSocket {
  @Override
  public void handleIn(Frame frame, Connection connection) {
    connection.send(frame);
  }
}

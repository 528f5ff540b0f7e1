package dev.anqa.benchmarks.peers.nettysocketio;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketConfig;
import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Rooms and acknowledged events, as in {@code node/socketio.js}. Configured after <a
 * href="https://github.com/mrniko/netty-socketio/wiki">its wiki</a>: epoll, WebSocket only, no
 * compression.
 */
final class Main {
  private Main() {}

  public static void main(String[] args) throws IOException {
    var sockets = new SocketConfig();
    sockets.setTcpNoDelay(true);
    sockets.setReuseAddress(true);
    sockets.setAcceptBackLog(4096);
    var configuration = new Configuration();
    configuration.setHostname("127.0.0.1");
    configuration.setPort(freePort());
    configuration.setTransports(Transport.WEBSOCKET);
    configuration.setUseLinuxNativeEpoll(true);
    configuration.setWebsocketCompression(false);
    configuration.setHttpCompression(false);
    configuration.setSocketConfig(sockets);

    var server = new SocketIOServer(configuration);
    server.addEventListener(
        "join",
        String.class,
        (client, room, answer) -> {
          client.joinRoom(room);
          answer.sendAckData("ok");
        });
    server.addEventListener(
        "leave",
        String.class,
        (client, room, answer) -> {
          client.leaveRoom(room);
          answer.sendAckData("ok");
        });
    server.addEventListener(
        "echo", Object.class, (client, payload, answer) -> answer.sendAckData(payload));
    server.addMultiTypeEventListener(
        "broadcast",
        (client, roomAndPayload, answer) ->
            server
                .getRoomOperations(roomAndPayload.<String>first())
                .sendEvent("broadcast", roomAndPayload.<Object>second()),
        String.class,
        Object.class);
    server.start();
    System.out.println("READY " + configuration.getPort());
  }

  /** The server does not tell which port it took, so it cannot be asked to take any. */
  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

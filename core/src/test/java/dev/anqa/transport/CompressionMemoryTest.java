package dev.anqa.transport;

import static dev.anqa.transport.ClientBytes.FIN;
import static dev.anqa.transport.ClientBytes.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** An idle connection that agreed on compression costs neither a deflater nor an inflater. */
final class CompressionMemoryTest {
  private static final int CLIENTS = 200;
  private static final int RSV1 = 0x40;
  private static final String TEXT_SENT = "there and back ".repeat(100);

  @Test
  void connectionsHoldNoDeflaterAndNoInflaterThoughTheyUsedThem() throws Exception {
    WebSocketSettings compressed = new WebSocketOptions().compress(true).webSocketSettings();
    List<Socket> clients = new ArrayList<>();
    try (LoopbackServer server = new LoopbackServer(NettyIo.AUTO, compressed, /* tls= */ false)) {
      server.onText(RecordingSession::echo);
      long deflaters = live(Deflater.class);
      long inflaters = live(Inflater.class);
      for (int i = 0; i < CLIENTS; i++) {
        Socket client = server.connect();
        clients.add(client);
        byte[] message = Deflated.deflate(ClientBytes.utf8(TEXT_SENT));
        client
            .getOutputStream()
            .write(ClientBytes.all(ClientBytes.frame(FIN | RSV1 | TEXT, message)));
        assertThat(compressedText(client)).isEqualTo(TEXT_SENT);
      }

      // One of each belongs to the loop; the JVM may have some for its class files.
      assertThat(live(Deflater.class) - deflaters).isLessThan(CLIENTS / 10);
      assertThat(live(Inflater.class) - inflaters).isLessThan(CLIENTS / 10);
      assertThat(server.open()).isEqualTo(CLIENTS);
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private static String compressedText(Socket client) throws Exception {
    DataInputStream in = new DataInputStream(client.getInputStream());
    assertThat(in.readUnsignedByte()).isEqualTo(FIN | RSV1 | TEXT);
    byte[] payload = new byte[in.readUnsignedByte()];
    in.readFully(payload);
    return new String(Deflated.inflate(payload), StandardCharsets.UTF_8);
  }

  /** How many objects of a class there are that something still holds. */
  private static long live(Class<?> type) throws Exception {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {null},
                    new String[] {String[].class.getName()});
    // A line has a number, how many there are, their bytes, the class, and perhaps the module.
    return histogram
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length > 3 && columns[3].equals(type.getName()))
        .mapToLong(columns -> Long.parseLong(columns[1]))
        .sum();
  }
}

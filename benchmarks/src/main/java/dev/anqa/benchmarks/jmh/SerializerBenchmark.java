package dev.anqa.benchmarks.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anqa.pubsub.Broadcast;
import dev.anqa.pubsub.Payload;
import dev.anqa.serializer.DecodeException;
import dev.anqa.serializer.Frame;
import dev.anqa.serializer.JacksonJson;
import dev.anqa.serializer.Message;
import dev.anqa.serializer.Ref;
import dev.anqa.serializer.Serializer;
import dev.anqa.serializer.Versions;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What serializer V2 takes for a message: the scanner on the way in, which checks the payload
 * without parsing it, and the bytes of a frame on the way out.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SerializerBenchmark {
  private static final JacksonJson JSON = JacksonJson.standard();

  /** Bytes of the payload. */
  @Param({"64", "1024"})
  private int payloadBytes;

  private final Serializer v2 = Versions.standard(JSON).entries().getLast().serializer();
  private final Ref joinRef = Ref.of("1");
  private final Ref ref = Ref.of("27");
  private Payload payload = Payload.empty();
  private Frame incoming = new Frame.Text(new byte[0]);

  /** Makes the message. */
  @Setup
  public void make() {
    String text = "{\"body\":\"%s\"}".formatted("x".repeat(payloadBytes - 11));
    payload = Payload.json(text);
    incoming =
        new Frame.Text(
            "[\"1\",\"27\",\"room:lobby\",\"new_msg\",%s]".formatted(text).getBytes(UTF_8));
  }

  /** A client's message, as far as routing needs. */
  @Benchmark
  public Message decode() throws DecodeException {
    return v2.decode(incoming);
  }

  /** The reply to it, with a payload as long. */
  @Benchmark
  public Frame reply() {
    return v2.reply(joinRef, ref, "room:lobby", "ok", payload);
  }

  /** A broadcast, once for all its subscribers. */
  @Benchmark
  public Object broadcast() {
    return v2.encode(new Broadcast("room:lobby", "new_msg", payload));
  }

  /** The payload as a map, by Jackson: what a channel pays that asks for it. */
  @Benchmark
  public Object parse() throws DecodeException {
    return v2.decode(incoming) instanceof Message.Routed routed ? routed.payload().map() : v2;
  }
}

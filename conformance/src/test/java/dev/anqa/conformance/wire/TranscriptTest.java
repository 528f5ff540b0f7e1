package dev.anqa.conformance.wire;

import dev.anqa.conformance.client.Dialect;
import dev.anqa.conformance.client.Json;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.TransportContract;
import org.junit.jupiter.api.Test;

/**
 * The transcripts that were taken from Phoenix, spec appendix A: {@code >} is sent, {@code <} must
 * come, with no frame between. The order of keys is the only freedom; {@code room:a} and {@code
 * room:s} stand for rooms of the test's own.
 */
@TransportContract
class TranscriptTest {
  private static final String V1 =
      """
      > {"topic":"room:a","event":"phx_join","payload":{"x":1},"ref":"1"}
      < {"event":"phx_reply","payload":{"response":{},"status":"ok"},"ref":"1","topic":"room:a"}
      > {"topic":"room:a","event":"bcast","payload":{"b":1},"ref":"5"}
      < {"event":"bcasted","payload":{"b":1},"ref":null,"topic":"room:a"}
      < {"event":"phx_reply","payload":{"response":{},"status":"ok"},"ref":"5","topic":"room:a"}
      > {"topic":"nope","event":"phx_join","payload":{},"ref":"9"}
      < {"event":"phx_reply","payload":{"response":{"reason":"unmatched topic"},\
      "status":"error"},"ref":"9","topic":"nope"}
      > {"topic":"room:a","event":"phx_join","payload":{"x":2},"ref":"11"}
      < {"event":"phx_reply","payload":{"response":{},"status":"ok"},"ref":"11","topic":"room:a"}
      < {"event":"phx_close","payload":{},"ref":null,"topic":"room:a"}
      > {"topic":"room:a","event":"phx_leave","payload":{},"ref":"12"}
      < {"event":"phx_reply","payload":{"response":{},"status":"ok"},"ref":"12","topic":"room:a"}
      < {"event":"phx_close","payload":{},"ref":null,"topic":"room:a"}
      < {"event":"you_left","payload":{"m":"bye"},"ref":null,"topic":"room:a"}
      """;

  private static final String V2 =
      """
      > ["1","1","room:a","phx_join",{"x":1}]
      < ["1","1","room:a","phx_reply",{"response":{},"status":"ok"}]
      > ["1","3","room:a","push",{"y":2}]
      < ["1",null,"room:a","pushed",{"y":2}]
      > ["1","5","room:a","icept",{"y":2}]
      < ["1",null,"room:a","icept",{"mine":true,"y":2}]
      > ["0","10","room:a","ok",{}]
      > ["9","13","phoenix","heartbeat",{"any":1}]
      < [null,"13","phoenix","phx_reply",{"response":{},"status":"ok"}]
      > ["30","30","room:a","phx_join",{}]
      < ["30","30","room:a","phx_reply",{"response":{},"status":"ok"}]
      < ["1","1","room:a","phx_close",{}]
      > ["53","53","room:s","phx_join",{}]
      < ["53","53","room:s","phx_reply",{"response":{},"status":"ok"}]
      > ["53","63","room:s","stop",{"r":"a"}]
      < ["53",null,"room:s","you_left",{"m":"bye"}]
      < ["53","53","room:s","phx_error",{"reason":"channel_crash"}]
      > ["70","70","room:s","phx_join",{}]
      < ["70","70","room:s","phx_reply",{"response":{},"status":"ok"}]
      > ["70","71","room:s","stopreply",{}]
      < ["70","71","room:s","phx_reply",{"response":{"bye":1},"status":"ok"}]
      < ["70","70","room:s","phx_close",{}]
      < ["70",null,"room:s","you_left",{"m":"bye"}]
      """;

  private final RunningLab lab;
  private final Dialect dialect;

  TranscriptTest(Dialect dialect, RunningLab lab) {
    this.lab = lab;
    this.dialect = dialect;
  }

  @Test
  void isPhoenixs() {
    String transcript =
        switch (dialect.vsn()) {
          case V1 -> V1;
          case V2 -> V2;
        };
    try (Phoenix client = lab.connect(dialect)) {
      transcript
          .replace("room:a", Phoenix.room())
          .lines()
          .forEach(line -> {
            String frame = line.substring(2);
            if (line.startsWith(">")) {
              client.sendRaw(frame);
            } else {
              client.expect(Json.canonical(frame));
            }
          });
      client.expectNothing();
    }
  }
}

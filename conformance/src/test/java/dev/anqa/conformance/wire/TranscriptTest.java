package dev.anqa.conformance.wire;

import dev.anqa.conformance.client.Json;
import dev.anqa.conformance.client.Phoenix;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.SharedLab;
import dev.anqa.conformance.client.Vsn;
import dev.anqa.conformance.client.WsClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The transcripts that were taken from Phoenix, spec appendix A: {@code >} is sent, {@code <} must
 * come, with no frame between. The order of keys is the only freedom.
 */
@ExtendWith(SharedLab.class)
class TranscriptTest {
  private final RunningLab lab;

  TranscriptTest(RunningLab lab) {
    this.lab = lab;
  }

  @Test
  void ofVersionOneIsPhoenixs() {
    replay(
        lab.open("/socket/websocket"),
        Vsn.V1,
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
        """);
  }

  @Test
  void ofVersionTwoIsPhoenixs() {
    replay(
        lab.open("/socket/websocket?vsn=2.0.0"),
        Vsn.V2,
        """
        > ["1","1","room:b","phx_join",{"x":1}]
        < ["1","1","room:b","phx_reply",{"response":{},"status":"ok"}]
        > ["1","3","room:b","push",{"y":2}]
        < ["1",null,"room:b","pushed",{"y":2}]
        > ["1","5","room:b","icept",{"y":2}]
        < ["1",null,"room:b","icept",{"mine":true,"y":2}]
        > ["0","10","room:b","ok",{}]
        > ["9","13","phoenix","heartbeat",{"any":1}]
        < [null,"13","phoenix","phx_reply",{"response":{},"status":"ok"}]
        > ["30","30","room:b","phx_join",{}]
        < ["30","30","room:b","phx_reply",{"response":{},"status":"ok"}]
        < ["1","1","room:b","phx_close",{}]
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
        """);
  }

  private static void replay(WsClient socket, Vsn vsn, String transcript) {
    try (Phoenix client = new Phoenix(socket, vsn)) {
      transcript
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

package dev.anqa.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.HttpReply;
import dev.anqa.conformance.client.HttpRequest;
import dev.anqa.conformance.client.RunningLab;
import dev.anqa.conformance.client.SharedLab;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the Lab can be reached on long-poll. */
@ExtendWith(SharedLab.class)
class LongPollMountsTest {
  private final RunningLab lab;

  LongPollMountsTest(RunningLab lab) {
    this.lab = lab;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/socket", "/bench", "/origin", "/auth"})
  void answersWithASession(String mount) {
    HttpReply reply = HttpRequest.get(mount + "/longpoll").send(lab.port());
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).contains("\"status\":410", "\"token\":\"", "\"messages\":[]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/sub", "/lim", "/deflate", "/raw", "/rawdeflate", "/p/1"})
  void isNotElsewhere(String mount) {
    HttpReply reply = HttpRequest.get(mount + "/longpoll").send(lab.port());
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.body()).isEqualTo("nf");
  }
}

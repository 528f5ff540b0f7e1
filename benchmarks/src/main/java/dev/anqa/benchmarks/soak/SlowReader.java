package dev.anqa.benchmarks.soak;

import java.util.concurrent.TimeUnit;

/**
 * Joins a topic on which much is broadcast, and reads nothing of it; the server has to get rid of
 * it. After its time it goes without a word, and another one comes.
 */
final class SlowReader extends Member {
  static final long STAYS_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final long SPEAKS_NANOS = TimeUnit.SECONDS.toNanos(25);

  /** As little as the system allows. */
  private static final int BUFFER_BYTES = 4_096;

  private final ClientLoop loop;
  private boolean gone;

  private SlowReader(Tally tally, String topic, ClientLoop loop) {
    super(tally, topic, "{}");
    this.loop = loop;
  }

  static void come(Tally tally, String topic, ClientLoop loop) {
    loop.connect(new SlowReader(tally, topic, loop), BUFFER_BYTES);
  }

  @Override
  void joined() {
    client().stopReading();
    loop.at(System.nanoTime() + STAYS_NANOS, this::go);
    speakLater();
  }

  /** It is not idle. */
  private void speakLater() {
    loop.at(
        System.nanoTime() + SPEAKS_NANOS,
        () -> {
          if (!gone) {
            speakLater();
            client().send(message("null", "hb", "phoenix", "heartbeat", "{}"));
          }
        });
  }

  private void go() {
    if (!gone) {
      end(/* cutOff= */ client().isCutOff());
    }
  }

  private void end(boolean cutOff) {
    gone = true;
    tally.cutOff += cutOff ? 1 : 0;
    client().drop();
    come(tally, topic, loop);
  }

  @Override
  public void closed(Client from, String why) {
    if (!gone) {
      end(/* cutOff= */ true);
    }
  }
}

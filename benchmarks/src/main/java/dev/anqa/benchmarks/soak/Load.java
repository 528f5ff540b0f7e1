package dev.anqa.benchmarks.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The mixed load: {@value #CONNECTIONS} connections that stand, and those that pass by. */
final class Load {
  static final int CONNECTIONS = 5_000;

  private static final int ROOMS = 4;
  private static final int LISTENERS = 1_000;
  private static final int ROOM_BYTES = 64;
  private static final int ECHOERS = 500;
  private static final int COMPANIES = 10;
  private static final int GUESTS = 44;
  private static final int SLOW = 50;

  /** Those who read what the slow ones do not. */
  private static final int FLOODED =
      CONNECTIONS - ROOMS * LISTENERS - ECHOERS - COMPANIES * GUESTS - SLOW;

  private static final String FLOOD = "bench:flood";
  private static final int FLOOD_BYTES = 32 << 10;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long CONNECT_EACH = SECOND / 250;
  private static final long FLOOD_EACH = SECOND / 4;
  private static final long PASSER_EACH = SECOND / 20;
  private static final long HEARTBEAT_EACH = 25 * SECOND;

  private final ClientLoop loop;
  private final Tally tally;
  private final List<Member> members = new ArrayList<>();
  private final List<Room> rooms = new ArrayList<>();
  private final List<Echoer> echoers = new ArrayList<>();
  private final List<Company> companies = new ArrayList<>();
  private long passers;
  private boolean running;

  Load(ClientLoop loop, Tally tally) {
    this.loop = loop;
    this.tally = tally;
    for (int i = 0; i < ROOMS; i++) {
      addRoom(new Room(tally, "bench:room-" + i, ROOM_BYTES), LISTENERS);
    }
    addRoom(new Room(tally, FLOOD, FLOOD_BYTES), FLOODED);
    for (int i = 0; i < ECHOERS; i++) {
      Echoer echoer = new Echoer(tally, "bench:echo-" + i);
      echoers.add(echoer);
      members.add(echoer);
    }
    for (int i = 0; i < COMPANIES; i++) {
      Company company = new Company(tally, "pres:company-" + i);
      companies.add(company);
      for (int j = 0; j < GUESTS; j++) {
        members.add(company.add());
      }
    }
  }

  private void addRoom(Room room, int listeners) {
    rooms.add(room);
    for (int i = 0; i < listeners; i++) {
      members.add(room.add());
    }
  }

  /** Connects all that stand, some hundreds in a second. */
  void connect() {
    running = true;
    spread(members, HEARTBEAT_EACH, (member, _) -> member.heartbeat());
    long at = System.nanoTime();
    for (Member member : members) {
      loop.at(at, () -> loop.connect(member));
      at += CONNECT_EACH;
    }
  }

  boolean isJoined() {
    return members.stream().allMatch(Member::isJoined);
  }

  /** Begins to talk, evenly over each second. */
  void begin() {
    spread(rooms.subList(0, ROOMS), SECOND, (room, _) -> room.broadcast());
    spread(rooms.subList(ROOMS, ROOMS + 1), FLOOD_EACH, (room, _) -> room.broadcast());
    spread(echoers, SECOND, Echoer::ask);
    spread(companies, SECOND, (company, _) -> company.change());
    for (int i = 0; i < SLOW; i++) { // Not all at the same point of their lives.
      loop.at(
          System.nanoTime() + SlowReader.STAYS_NANOS * i / SLOW,
          () -> SlowReader.come(tally, FLOOD, loop));
    }
    spread(List.of(this), PASSER_EACH, (_, _) -> loop.connect(passer()));
  }

  private interface Turn<T> {
    void take(T who, long dueNanos);
  }

  /** Lets each do something once in a period. */
  private <T> void spread(List<T> all, long periodNanos, Turn<T> turn) {
    long first = System.nanoTime();
    for (int i = 0; i < all.size(); i++) {
      again(all.get(i), first + periodNanos * i / all.size(), periodNanos, turn);
    }
  }

  private <T> void again(T who, long dueNanos, long periodNanos, Turn<T> turn) {
    loop.at(
        dueNanos,
        () -> {
          if (running) {
            turn.take(who, dueNanos);
            again(who, dueNanos + periodNanos, periodNanos, turn);
          }
        });
  }

  private Passer passer() {
    passers++;
    return passers % 4 == 0 ? Passer.present(tally, passers) : Passer.alone(tally, passers);
  }

  /** Says nothing any more. */
  void stop() {
    running = false;
  }

  /** Counts what has not come. */
  void finish() {
    rooms.forEach(Room::finish);
    echoers.forEach(Echoer::finish);
    companies.forEach(Company::finish);
  }
}

package dev.anqa.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anqa.conformance.client.HttpReply;
import dev.anqa.conformance.client.HttpRequest;
import dev.anqa.conformance.client.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What happens to three nodes in their life, one after the other: each step leaves the cluster as
 * the next one needs it.
 */
final class ClusterStory {
  private static final String TOPIC = "pres:story";
  private static final String ROOM = "room:story";

  /** What the ways between the nodes, and the test's own looks, may take besides. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Trio trio;
  private final LabNode a;
  private final LabNode b;
  private final LabNode c;
  private final Visitor ann;
  private final Visitor bob;
  private Visitor cid;

  /** Those that are connected. */
  private final List<Visitor> visitors = new ArrayList<>();

  private final long startNanos = System.nanoTime();

  ClusterStory(Trio trio) {
    this.trio = trio;
    a = trio.nodes.get(0);
    b = trio.nodes.get(1);
    c = trio.nodes.get(2);
    ann = new Visitor(a, TOPIC, "ann");
    bob = new Visitor(b, TOPIC, "bob");
    cid = new Visitor(c, TOPIC, "cid");
    visitors.addAll(List.of(ann, bob, cid));
    visitors.forEach(visitor -> visitor.enter(ROOM));
  }

  void tell() {
    step("broadcasts from any node reach the clients of all", this::broadcasts);
    step("a poll at another node than the session's is served", this::pollsAtTheWrongNode);
    step("a node that stands still is named as one that did not answer", this::namesWhoIsSilent);
    step("all nodes list who is present on any", () -> awaitPresent(trio.period.multipliedBy(2)));
    step("a killed node's presences are gone, and nobody notices anything else", this::kill);
    step("a node comes back under its name", this::comeBack);
    step("both sides of a partition serve their clients, and agree after it", this::partition);
    if (trio.way instanceof ThroughRedis redis) {
      step("each node serves its clients while Redis is dead", () -> outage(redis));
    }
    step("all nodes restart, one after the other", this::restartAll);
  }

  private void step(String what, Runnable action) {
    ClusterScenario.say(
        Duration.ofNanos(System.nanoTime() - startNanos).toMillis() + " ms: " + what);
    action.run();
    visitors.forEach(Visitor::heartbeat);
  }

  private void awaitPresent(Duration bound, String... users) {
    List<String> expected = users.length == 0 ? List.of("ann", "bob", "cid") : List.of(users);
    Trio.awaitPresent(bound, TOPIC, present(expected), trio.nodes, visitors);
  }

  private static Map<String, String> present(List<String> users) {
    Map<String, String> present = new TreeMap<>();
    users.forEach(user -> present.put(user, "away "));
    return present;
  }

  private void broadcasts() {
    List<String> expected = new ArrayList<>();
    for (LabNode node : trio.nodes) {
      broadcast(node, node.name);
      expected.add(node.name + " {}");
    }
    for (Visitor visitor : visitors) {
      Trio.within(
          Duration.ofSeconds(5),
          () -> assertThat(visitor.told()).containsExactlyInAnyOrderElementsOf(expected));
      visitor.takeTold();
    }
  }

  private static void broadcast(LabNode node, String event) {
    node.control("{'do':'broadcast','topic':'" + ROOM + "','event':'" + event + "','payload':{}}");
  }

  /** Waits until these were told exactly this, once. */
  private static void awaitTold(String event, Visitor... visitors) {
    for (Visitor visitor : visitors) {
      Trio.within(
          Duration.ofSeconds(5),
          () -> assertThat(visitor.told()).as("%s", visitor).containsExactly(event + " {}"));
      visitor.takeTold();
    }
  }

  /** A session of one node, its messages sent to another, its polls to the third. */
  private void pollsAtTheWrongNode() {
    String token = longPoll(a, HttpRequest.get(path(""))).path("token").asString();
    HttpRequest join = HttpRequest.post(path(token), "[\"1\",\"1\",\"room:lp\",\"phx_join\",{}]");
    assertThat(longPoll(b, join).path("status").asInt()).isEqualTo(200);
    JsonNode answer = longPoll(c, HttpRequest.get(path(token)));
    assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(200);
    assertThat(Json.parse(answer.path("messages").path(0).asString()).path(3).asString())
        .isEqualTo("phx_reply");
  }

  private static String path(String token) {
    return "/bench/longpoll?vsn=2.0.0&token=" + token;
  }

  private static JsonNode longPoll(LabNode node, HttpRequest request) {
    HttpReply reply = request.send(node.address());
    assertThat(reply.status()).as("%s -> %s", request, reply).isEqualTo(200);
    return Json.parse(reply.body());
  }

  private void namesWhoIsSilent() {
    String question = "{'do':'subscribers','topic':'" + ROOM + "','cluster':true}";
    JsonNode all = a.control(question);
    assertThat(all.path("subscribers").size()).as("%s", all).isEqualTo(3);
    assertThat(all.path("unanswered").size()).as("%s", all).isZero();
    c.pause();
    JsonNode some = a.control(question);
    c.resume();
    assertThat(some.path("subscribers").size()).as("%s", some).isEqualTo(2);
    assertThat(some.path("unanswered").toString()).isEqualTo("[\"" + c.name + "\"]");
  }

  private void kill() {
    c.kill();
    cid.close();
    visitors.remove(cid);
    Trio.awaitPresent(
        trio.down.plusSeconds(2), TOPIC, present(List.of("ann", "bob")), List.of(a, b), visitors);
    visitors.forEach(Visitor::assertUndisturbed);
    broadcast(b, "after");
    awaitTold("after", ann, bob);
  }

  private void comeBack() {
    c.start();
    c.awaitReady();
    trio.awaitOneCluster();
    cid = new Visitor(c, TOPIC, "cid");
    cid.enter(ROOM);
    visitors.add(cid);
    awaitPresent(trio.period.multipliedBy(4));
  }

  private void partition() {
    trio.cutOff(c);
    trio.awaitMembers(List.of(a, b));
    trio.awaitMembers(List.of(c));
    Duration hidden = trio.down.plusSeconds(2);
    Trio.awaitPresent(hidden, TOPIC, present(List.of("cid")), List.of(c), List.of(cid));
    bob.untrack();
    try (Visitor dan = new Visitor(c, TOPIC, "dan")) {
      broadcast(a, "one");
      broadcast(c, "other");
      awaitTold("one", ann, bob);
      awaitTold("other", cid);
      trio.way.heal();
      trio.awaitOneCluster();
      awaitPresent(trio.period.multipliedBy(2).plus(LOOK), "ann", "cid", "dan");
      dan.assertUndisturbed();
    }
    visitors.forEach(Visitor::assertUndisturbed);
    broadcast(c, "healed");
    awaitTold("healed", ann, bob, cid);
  }

  private void outage(ThroughRedis redis) {
    redis.kill();
    for (LabNode node : trio.nodes) {
      trio.awaitMembers(List.of(node));
    }
    Map<String, Visitor> visitorOf = Map.of(a.name, ann, c.name, cid);
    for (LabNode node : List.of(a, c)) {
      Visitor own = visitorOf.get(node.name);
      Duration hidden = trio.down.plusSeconds(2);
      Trio.awaitPresent(hidden, TOPIC, present(List.of(own.user)), List.of(node), List.of(own));
      broadcast(node, "alone");
      awaitTold("alone", own);
    }
    visitors.forEach(Visitor::assertUndisturbed);
    redis.start();
    trio.awaitOneCluster();
    awaitPresent(trio.period.multipliedBy(2).plus(LOOK), "ann", "cid");
    broadcast(b, "again");
    awaitTold("again", ann, bob, cid);
  }

  /** The clients of a node that restarts go to the next one, as a load balancer has them do. */
  private void restartAll() {
    bob.close();
    visitors.remove(bob); // It is present no more.
    visitors.add(new Visitor(b, TOPIC, "eve"));
    for (LabNode node : trio.nodes) {
      LabNode next = trio.allBut(node).getFirst();
      node.terminate();
      for (Visitor visitor : List.copyOf(visitors)) {
        if (visitor.node == node) {
          Trio.within(
              Duration.ofSeconds(5),
              () -> assertThat(visitor.told()).as("%s", visitor).endsWith("close 1012"));
          visitors.remove(visitor);
          visitors.add(new Visitor(next, TOPIC, visitor.user));
        } else {
          visitor.assertUndisturbed();
        }
      }
      node.start();
      node.awaitReady();
      trio.awaitOneCluster();
    }
    Trio.awaitPresent(
        trio.period.multipliedBy(4),
        TOPIC,
        present(List.of("ann", "cid", "eve")),
        trio.nodes,
        visitors);
    visitors.forEach(Visitor::close);
    visitors.clear();
  }
}

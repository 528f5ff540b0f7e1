// What a phoenix.js does with the Lab, on any transport, in Node or in a page.

/**
 * The tests of one client, as a list of {name, run}.
 *
 * - client: p15 for 1.5.14, p17 for 1.7.23, p18 for 1.8.16
 * - id: nobody else's, for topics and ids
 * - Socket: the client's class
 * - url: the Lab's, such as ws://127.0.0.1:4711
 * - transport: websocket or longpoll; options: what makes the socket choose it
 * - control(body): calls the Lab's control endpoint
 * - assert: as node:assert/strict
 */
export function clientTests({ client, id, Socket, url, transport, options, control, assert }) {
  const tests = [];
  const test = (name, run) => tests.push({ name, run: () => run().finally(() => disconnected(sockets)) });
  const onWebSocket = transport === "websocket" ? test : () => {};
  // Before 1.7, long-poll sends each message as text, in a request of its own, all at the same time.
  const inBatches = transport === "websocket" || client !== "p15" ? test : () => {};
  // Before 1.8, a client on long-poll takes another session for its own, and does not join again.
  const afterLoss = transport === "websocket" || client === "p18" ? test : () => {};
  const sockets = [];
  let rooms = 0;

  /** A topic that no other test uses. */
  const room = () => `room:js-${id}-${++rooms}`;

  function open(more = {}, mount = "socket") {
    const socket = new Socket(`${url}/${mount}`, {
      heartbeatIntervalMs: 1000,
      rejoinAfterMs: () => 20,
      reconnectAfterMs: () => 20,
      ...options,
      ...more,
    });
    sockets.push(socket);
    socket.connect();
    return socket;
  }

  /** The outcome of a join, push or leave: {status, response}. */
  const outcome = (push) =>
    first("a reply", (done) => {
      for (const status of ["ok", "error", "weird", "timeout"]) {
        push.receive(status, (response) => done({ status, response }));
      }
    });

  const pushed = (channel, event) => first(event, (done) => channel.on(event, done));

  async function joined(socket, topic, payload = {}) {
    const channel = socket.channel(topic, payload);
    assert.deepEqual(await outcome(channel.join()), { status: "ok", response: {} });
    return channel;
  }

  test("joins with its params", async () => {
    const channel = open().channel("room:reply", { token: 7 });
    assert.deepEqual(await outcome(channel.join()), {
      status: "ok",
      response: { hello: "you", got: { token: 7 } },
    });
    assert.equal(channel.state, "joined");
  });

  test("is told why a join is refused", async () => {
    const channel = open().channel("room:deny");
    assert.deepEqual(await outcome(channel.join()), {
      status: "error",
      response: { reason: "unauthorized" },
    });
    channel.leave();
  });

  test("pushes and gets replies of any status", async () => {
    const channel = await joined(open(), room());
    assert.deepEqual(await outcome(channel.push("echo", { a: [1, { b: null }] })), {
      status: "ok",
      response: { a: [1, { b: null }] },
    });
    assert.deepEqual(await outcome(channel.push("err", {})), {
      status: "error",
      response: { reason: "nope" },
    });
    assert.deepEqual(await outcome(channel.push("custom_status", {})), {
      status: "weird",
      response: { a: 1 },
    });
    assert.deepEqual(await outcome(channel.push("async", {})), {
      status: "ok",
      response: { async: true },
    });
  });

  inBatches("sends what was pushed before the join, in order", async () => {
    const channel = open().channel(room());
    channel.join();
    const replies = [];
    for (let i = 0; i < 100; i++) {
      channel.push("echo", { i }).receive("ok", (response) => replies.push(response.i));
    }
    await outcome(channel.push("ok", {}));
    assert.deepEqual(replies, [...Array(100).keys()]);
  });

  test("receives what the channel pushes", async () => {
    const channel = await joined(open(), room());
    const push = pushed(channel, "pushed");
    channel.push("push", { y: 2 });
    assert.deepEqual(await push, { y: 2 });
  });

  test("receives what is pushed after the join", async () => {
    const channel = open().channel("room:after");
    const after = pushed(channel, "after");
    const broadcast = pushed(channel, "bc");
    channel.join();
    assert.deepEqual(await after, {});
    assert.deepEqual(await broadcast, { x: 1 });
  });

  test("receives broadcasts of others", async () => {
    const topic = room();
    const mine = await joined(open(), topic);
    const theirs = await joined(open(), topic);
    const seen = Promise.all([pushed(mine, "bcasted"), pushed(theirs, "bcasted")]);
    await outcome(theirs.push("bcast", { from: "them" }));
    assert.deepEqual(await seen, [{ from: "them" }, { from: "them" }]);
  });

  test("receives broadcasts of the server", async () => {
    const topic = room();
    const channel = await joined(open(), topic);
    const seen = pushed(channel, "news");
    await control({ do: "broadcast", topic, event: "news", payload: { n: 1 }, local: false });
    assert.deepEqual(await seen, { n: 1 });
  });

  inBatches("sends binary payloads", async () => {
    const channel = await joined(open(), room());
    channel.push("noreply", bytes(1, 2, 255));
    const { response } = await outcome(channel.push("state", {}));
    assert.ok(response.handled > 0, JSON.stringify(response));
  });

  onWebSocket("exchanges binary payloads", async () => {
    const topic = room();
    const channel = await joined(open(), topic);
    const other = await joined(open(), topic);

    const reply = await outcome(channel.push("bin", bytes(1, 2, 255)));
    assert.deepEqual([reply.status, list(reply.response)], ["ok", [1, 2, 255, 0]]);

    const push = pushed(channel, "pushedbin");
    channel.push("pushbin", {});
    assert.deepEqual(list(await push), [9, 8]);

    const broadcast = Promise.all([pushed(channel, "bcasted"), pushed(other, "bcasted")]);
    await outcome(channel.push("bcast", bytes(42)));
    assert.deepEqual((await broadcast).map(list), [[42], [42]]);
  });

  test("rejoins after a crash of its channel", async () => {
    const channel = await joined(open(), room());
    await outcome(channel.push("echo", {}));
    const before = (await outcome(channel.push("state", {}))).response;
    const error = first("the error", (done) => channel.onError(done));
    const rejoined = first("the rejoin", (done) => channel.joinPush.receive("ok", done));
    channel.push("boom", {});
    await error;
    await rejoined;
    const { response } = await outcome(channel.push("state", {}));
    assert.ok(response.handled < before.handled, JSON.stringify({ before, response }));
  });

  test("keeps its other channels when one crashes", async () => {
    const socket = open();
    const steady = await joined(socket, room());
    const fragile = await joined(socket, room());
    const error = first("the error", (done) => fragile.onError(done));
    fragile.push("boom", {});
    await error;
    assert.equal(steady.state, "joined");
    assert.equal((await outcome(steady.push("ok", {}))).status, "ok");
    fragile.leave();
  });

  test("replaces a channel by another of its topic", async () => {
    const socket = open();
    const topic = room();
    const old = await joined(socket, topic);
    const closed = first("the close", (done) => old.onClose(done));
    const fresh = await joined(socket, topic);
    await closed;
    assert.deepEqual(await outcome(fresh.push("echo", { still: "here" })), {
      status: "ok",
      response: { still: "here" },
    });
    const { subscribers } = await control({ do: "subscribers", topic, cluster: false });
    assert.equal(subscribers.length, 1);
  });

  test("leaves", async () => {
    const socket = open();
    const topic = room();
    const channel = await joined(socket, topic);
    const closed = first("the close", (done) => channel.onClose(done));
    assert.deepEqual(await outcome(channel.leave()), { status: "ok", response: {} });
    await closed;
    assert.equal(channel.state, "closed");
    await joined(socket, topic);
  });

  onWebSocket("has its heartbeats answered", async () => {
    const socket = open({ heartbeatIntervalMs: 250 }); // Shorter, and a slow machine answers too late.
    let answered = 0;
    await first("five heartbeats", (done) =>
      socket.onMessage(({ topic, event, payload }) => {
        if (topic === "phoenix" && event === "phx_reply" && payload.status === "ok") {
          if (++answered === 5) done();
        }
      }),
    );
    assert.equal(socket.isConnected(), true);
  });

  onWebSocket("stays connected beyond the idle timeout by its heartbeats", async () => {
    const socket = open();
    const channel = await joined(socket, "room:tick1000");
    let closes = 0;
    socket.onClose(() => closes++);
    let ticks = 0;
    await first("five ticks", (done) => channel.on("tick", () => ++ticks === 5 && done()));
    assert.equal(closes, 0);
  });

  afterLoss("reconnects and rejoins after the server disconnects its socket", async () => {
    const uid = `js-${id}`;
    const socket = open({ params: { uid } });
    const channel = await joined(socket, room());
    const closed = first("the close", (done) => socket.onClose(done));
    const rejoined = first("the rejoin", (done) => channel.joinPush.receive("ok", done));
    await control({ do: "disconnect", id: `us:${uid}` });
    assert.equal((await closed).code, transport === "websocket" ? 1001 : 3410);
    await rejoined;
    assert.equal((await outcome(channel.push("ok", {}))).status, "ok");
  });

  onWebSocket("reconnects and rejoins after the connection is lost", async () => {
    const socket = open();
    const channel = await joined(socket, room());
    const rejoined = first("the rejoin", (done) => channel.joinPush.receive("ok", done));
    socket.conn.terminate();
    await rejoined;
    assert.equal((await outcome(channel.push("ok", {}))).status, "ok");
  });

  onWebSocket("receives the numbers of both streams", async () => {
    const socket = open();
    for (const [topic, direction] of [["numbers:positive", 1], ["numbers:negative", -1]]) {
      const channel = socket.channel(topic);
      const numbers = [];
      const three = first("three numbers", (done) =>
        channel.on("update", ({ number }) => numbers.push(number) === 3 && done()),
      );
      channel.join();
      await three;
      assert.equal(Math.sign(numbers[1] - numbers[0]), direction);
      assert.equal(Math.sign(numbers[2] - numbers[1]), direction);
    }
  });

  onWebSocket("agrees on compression, and gets long messages compressed", async () => {
    const socket = open({}, "deflate");
    const channel = await joined(socket, room());
    assert.equal(socket.conn.extensions, "permessage-deflate");

    const payload = { text: "all work and no play ".repeat(1000) };
    const read = socket.conn._socket.bytesRead;
    const written = socket.conn._socket.bytesWritten;
    const broadcast = pushed(channel, "bcasted");
    channel.push("bcast", payload);
    assert.deepEqual(await outcome(channel.push("echo", payload)), { status: "ok", response: payload });
    assert.deepEqual(await broadcast, payload);
    assert.ok(socket.conn._socket.bytesRead - read < 2000);
    assert.ok(socket.conn._socket.bytesWritten - written < 2000);
  });

  return tests;
}

/** Disconnects all of a list, and empties it: a browser has few connections for one server. */
export const disconnected = (sockets) =>
  Promise.all(
    sockets.splice(0).map((socket) => first("the end", (done) => socket.disconnect(done))),
  );

/** What the function that `listen` is given is first called with; fails after 10 s. */
export function first(what, listen) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} did not come`)), 10_000);
    listen((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}

const bytes = (...values) => new Uint8Array(values).buffer;
const list = (buffer) => Array.from(new Uint8Array(buffer));

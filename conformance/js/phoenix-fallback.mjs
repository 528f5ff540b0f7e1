// How a phoenix.js gets from WebSockets that fail to long-poll: its option longPollFallbackMs.
import { disconnected, first } from "./phoenix-client.mjs";

const MEMORY = "phx:fallback:LongPoll";

/**
 * The tests of one client, as a list of {name, run}.
 *
 * - id: nobody else's, for topics
 * - Socket, LongPoll: the client's classes
 * - url: the Lab's; urls: of proxies to it, by what they do to WebSockets
 * - attempts(way): how many WebSockets came to a proxy until now
 * - options: for each socket
 * - storage: a sessionStorage
 * - control(body): calls the Lab's control endpoint
 * - assert: as node:assert/strict
 */
export function fallbackTests({
  id,
  Socket,
  LongPoll,
  url,
  urls,
  attempts,
  options,
  storage,
  control,
  assert,
}) {
  const tests = [];
  const test = (name, run) => {
    const alone = async () => {
      storage.removeItem(MEMORY);
      await run().finally(() => disconnected(sockets));
    };
    tests.push({ name, run: alone });
  };
  const sockets = [];

  function open(base, longPollFallbackMs) {
    const socket = new Socket(`${base}/socket`, {
      longPollFallbackMs,
      sessionStorage: storage,
      ...options,
    });
    sockets.push(socket);
    socket.connect();
    return socket;
  }

  /** Joins a topic and speaks in it; what the Lab calls the transport. */
  async function transportOf(socket, topic) {
    const channel = socket.channel(topic);
    const reply = (push) =>
      first("a reply", (done) => push.receive("ok", done).receive("error", done));
    await reply(channel.join());
    assert.deepEqual(await reply(channel.push("echo", { a: 1 })), { a: 1 });
    const { subscribers } = await control({ do: "subscribers", topic, cluster: false });
    return subscribers.map(({ transport }) => transport).join();
  }

  const onLongPoll = (socket) =>
    first("long-poll", (done) => socket.onOpen(() => socket.conn instanceof LongPoll && done()));

  for (const way of Object.keys(urls)) {
    test(`falls back to long-poll where WebSockets are ${way}`, async () => {
      const before = await attempts(way);
      const socket = open(urls[way], 200);
      await onLongPoll(socket);
      assert.equal((await attempts(way)) - before, 1);
      assert.equal(await transportOf(socket, `room:js-${id}-${way}`), "longpoll");
    });
  }

  test("remembers that WebSockets fail", async () => {
    await onLongPoll(open(urls.refused, 200));
    assert.equal(storage.getItem(MEMORY), "true");
    const before = await attempts("refused");
    await onLongPoll(open(urls.refused, 200));
    assert.equal(await attempts("refused"), before);
  });

  test("stays with a WebSocket that works", async () => {
    const socket = open(url, 5000);
    assert.equal(await transportOf(socket, `room:js-${id}-works`), "websocket");
    await first("the reply to its ping", (done) => socket.ping(done));
    assert.equal(storage.getItem(MEMORY), null);
  });

  return tests;
}

// A page's phoenix.js while its application is changed under `anqa dev`. By environment: PORT, and SOURCE,
// the file of the channel, which broadcasts what is said.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createRequire } from "node:module";
import { readFile, writeFile } from "node:fs/promises";

const require = createRequire(import.meta.url);
const WebSocket = require("ws");
const { Socket } = require("p18");
const { PORT: port, SOURCE: source } = process.env;

const patience = 30_000;
const says = 'socket.broadcast("new_msg", payload.as(Message.class));';
let socket, room, original;
let opened = 0;

/** Resolves to what the condition gives once it is true; waits as long as a first build may take. */
async function until(condition, what) {
  for (const end = Date.now() + patience; Date.now() < end; ) {
    const found = await condition();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`not in ${patience} ms: ${what}`);
}

/** Says something in the room until the room says it in the form that is awaited. */
function heard(body) {
  return new Promise((resolve, reject) => {
    const from = Date.now();
    const say = () => {
      if (room.state === "joined") room.push("new_msg", { name: "Ann", body: "hello" });
    };
    const saying = setInterval(say, 20);
    const done = (settle, value) => {
      clearInterval(saying);
      clearTimeout(late);
      room.off("new_msg", ref);
      settle(value);
    };
    const late = setTimeout(() => done(reject, new Error(`never heard ${body}`)), patience);
    const ref = room.on("new_msg", (message) => {
      if (message.body === body) done(resolve, Date.now() - from);
    });
  });
}

before(async () => {
  original = await readFile(source, "utf8");
  socket = new Socket(`ws://127.0.0.1:${port}/socket`, { transport: WebSocket });
  socket.onOpen(() => opened++);
  socket.connect();
  room = socket.channel("room:lobby", { name: "Ann" });
  room.join();
  await until(() => room.state === "joined", "join");
});

after(() => socket.disconnect());

test("is served by the new code after a change, by itself", async () => {
  await heard("hello");
  const before = opened;

  await writeFile(
    source,
    original.replace(says, 'socket.broadcast("new_msg", java.util.Map.of("body", "changed"));'),
  );

  const took = await heard("changed");
  assert.equal(opened, before + 1);
  console.error(`heard from the new code after ${took} ms`);
});

test("goes on with the old code while the new one does not compile", async () => {
  const before = opened;
  await writeFile(source, original.replace(says, "nonsense"));
  await heard("changed");

  await writeFile(source, original);

  await heard("hello");
  assert.equal(opened, before + 1);
});

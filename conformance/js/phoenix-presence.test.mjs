// Holds phoenix.js's Presence against the server's list after each of many random steps.
// Arguments come by environment: LAB_PORT, PHOENIX_JS, the installed package, and SEED, a number.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createRequire } from "node:module";
import { address, control } from "./lab.mjs";

const require = createRequire(import.meta.url);
const { Presence, Socket } = require(process.env.PHOENIX_JS);
const WebSocket = require("ws");

const STEPS = 60;
const CLIENTS = 4;

const topic = `pres:js-${process.env.PHOENIX_JS}-${process.pid}`;
// phoenix.js before 1.8 cannot show keys that are properties of every object.
const users = ["ann", "bob", "1", "ü \"x\"", process.env.PHOENIX_JS === "p18" ? "__proto__" : "proto"];

let seed = Number(process.env.SEED);

/** A whole number from 0 on; the same for the same seed. */
function random(below) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
}

const pick = (list) => list[random(list.length)];

const listed = async () => (await control({ do: "presence", topic })).presence;

/** Metas by key, both sorted, as text. */
function text(presences) {
  const entries = Object.getOwnPropertyNames(presences).map((key) => {
    const metas = presences[key].metas.map((meta) => JSON.stringify(Object.entries(meta).sort()));
    return [key, presences[key].extra, metas.sort()];
  });
  return JSON.stringify(entries.sort((a, b) => (a[0] < b[0] ? -1 : 1)));
}

async function until(what, condition) {
  const end = Date.now() + 10_000;
  while (!(await condition())) {
    assert.ok(Date.now() < end, `${what}: not within 10 s`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A client on a connection of its own; out of the channel at first. */
class Client {
  constructor() {
    this.socket = new Socket(`ws://${address}/socket`, {
      transport: WebSocket,
      heartbeatIntervalMs: 1000, // The mount closes who is silent for 3 s.
      timeout: 2000,
      rejoinAfterMs: () => 20,
      reconnectAfterMs: () => 20,
    });
    this.socket.connect();
    this.channel = null;
  }

  get isIn() {
    return this.channel?.state === "joined";
  }

  join(user) {
    this.channel = this.socket.channel(topic, { u: user });
    this.presence = new Presence(this.channel);
    this.synced = false;
    this.channel.on("presence_state", () => (this.synced = true));
    this.channel.onError(() => (this.synced = false));
    this.channel.join();
    return until("the state", () => this.synced);
  }

  async leave() {
    const left = this.channel;
    left.leave();
    await until("the end", () => left.state === "closed");
    this.channel = null;
  }

  async crash() {
    this.channel.push("boom", {});
    await until("the error", () => !this.synced);
    await until("the state", () => this.synced); // It joins again by itself.
  }

  async drop() {
    this.synced = false;
    this.socket.conn.terminate();
    await until("the state", () => this.synced); // It connects and joins again by itself.
  }

  /** An event of the channel, with its reply. */
  push(event, payload) {
    return new Promise((resolve, reject) => {
      this.channel
        .push(event, payload)
        .receive("ok", resolve)
        .receive("error", (reason) => reject(new Error(JSON.stringify(reason))));
    });
  }
}

const clients = Array.from({ length: CLIENTS }, () => new Client());

after(async () => {
  await Promise.all(clients.map((client) => client.channel && client.leave()));
  await Promise.all(clients.map(({ socket }) => new Promise((done) => socket.disconnect(done))));
});

async function step(client) {
  if (!client.isIn) {
    const user = pick(users);
    await client.join(user);
    return `join as ${user}`;
  }
  const what = pick(["leave", "update", "update", "crash", "drop", "untrack"]);
  switch (what) {
    case "leave":
    case "crash":
    case "drop":
      await client[what]();
      break;
    case "update":
      await client.push("upd", { a: random(100) });
      break;
    case "untrack":
      await client.push("untrack", {});
      await client.push("again", {});
      break;
  }
  return what;
}

test(`stays in sync with the server through ${STEPS} steps, seed ${seed}`, async () => {
  const steps = [];
  for (let i = 0; i < STEPS; i++) {
    const one = random(CLIENTS);
    const other = (one + 1 + random(CLIENTS - 1)) % CLIENTS;
    const done = await Promise.all([one, other].map((n) => step(clients[n])));
    steps.push(done);
    let state;
    await until(`equal lists after ${JSON.stringify(steps)}`, async () => {
      state = text(await listed());
      return clients.every((it) => !it.isIn || text(it.presence.state) === state);
    });
  }
  assert.ok(new Set(steps.flat()).size > 6, `all kinds of steps: ${JSON.stringify(steps)}`);
});

// Drives a real phoenix.js in Node. By environment: PHOENIX_JS, the installed package, and TRANSPORT.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createRequire } from "node:module";
import { brokenProxies } from "./broken-proxies.mjs";
import { address, control } from "./lab.mjs";
import { clientTests } from "./phoenix-client.mjs";
import { fallbackTests } from "./phoenix-fallback.mjs";

const require = createRequire(import.meta.url);
const WebSocket = require("ws");
const { Socket, LongPoll } = require(process.env.PHOENIX_JS);
const { PHOENIX_JS: client, TRANSPORT: transport } = process.env;

const url = `ws://${address}`;
const id = `${client}-${transport}-${process.pid}`;
const longpoll = transport === "longpoll";

const options = { transport: longpoll ? LongPoll : WebSocket };
const tests = clientTests({ client, id, Socket, url, transport, options, control, assert });

if (longpoll) {
  const proxies = await brokenProxies();
  const memory = new Map();
  const storage = {
    getItem: (key) => memory.get(key) ?? null,
    setItem: (key, value) => memory.set(key, value),
    removeItem: (key) => memory.delete(key),
  };
  after(proxies.close);
  tests.push(
    ...fallbackTests({
      id,
      Socket,
      LongPoll,
      url,
      urls: proxies.urls,
      attempts: proxies.attempts,
      options: { transport: WebSocket },
      storage,
      control,
      assert,
    }),
  );
}

tests.forEach(({ name, run }) => test(name, run));

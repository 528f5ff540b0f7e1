// Drives real phoenix.js in pages of headless Chromium, on long-poll: by XMLHttpRequest, from another
// origin than the Lab's.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { brokenProxies } from "./broken-proxies.mjs";
import { startChromium } from "./chromium.mjs";
import { address, control } from "./lab.mjs";

const CLIENTS = ["p15", "p17", "p18"];
const here = new URL(".", import.meta.url);
let chromium, proxies, site;

const html = (client) => `<!doctype html>
  <script src="/${client}.js"></script>
  <script type="module">
    import { clientTests } from "/phoenix-client.mjs";
    import { fallbackTests } from "/phoenix-fallback.mjs";
    import { assert } from "/page-assert.mjs";
    const { Socket, LongPoll } = Phoenix;
    const shared = { client: "${client}", Socket, LongPoll, control, attempts, assert, ...setting };
    const tests = clientTests({
      ...shared,
      transport: "longpoll",
      options: { transport: LongPoll },
    });
    if ("${client}" !== "p15") { // It has no such option.
      tests.push(...fallbackTests({ ...shared, options: {}, storage: sessionStorage }));
    }
    window.names = tests.map(({ name }) => name);
    window.run = (name) => tests.find((each) => each.name === name).run();
  </script>`;

async function answer(request, response) {
  const [, name, extension] = request.url.match(/^\/([\w-]+)(\.m?js)?$/) ?? [];
  const client = CLIENTS.includes(name);
  if (client && !extension) {
    response.setHeader("content-type", "text/html").end(html(name));
  } else {
    const file = client ? `../node_modules/${name}/priv/static/phoenix.js` : name + extension;
    const content = await readFile(new URL(file, here));
    response.setHeader("content-type", "text/javascript").end(content);
  }
}

before(async () => {
  proxies = await brokenProxies();
  site = createServer((request, response) =>
    answer(request, response).catch(() => response.writeHead(404).end()),
  );
  await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
  chromium = await startChromium();
  await chromium.browser.exposeFunction("control", control);
  await chromium.browser.exposeFunction("attempts", proxies.attempts);
});

after(async () => {
  await chromium?.close();
  site?.close();
  proxies?.close();
});

for (const client of CLIENTS) {
  test(`${client} works in a page`, async (t) => {
    const page = await chromium.browser.newPage();
    const setting = { id: `${client}-page-${process.pid}`, url: `ws://${address}`, urls: proxies.urls };
    await page.addInitScript((value) => (window.setting = value), setting);
    await page.goto(`http://localhost:${site.address().port}/${client}`);
    await page.waitForFunction(() => window.names);
    const names = await page.evaluate(() => window.names);
    assert.ok(names.length > 10);
    for (const name of names) {
      await t.test(`${client}: ${name}`, () => page.evaluate((each) => window.run(each), name));
    }
    await page.close();
  });
}

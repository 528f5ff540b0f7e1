// Looks at the dashboard in headless Chromium, and steers with it. By environment: PAGE, its URL,
// and PICTURES, the directory for screenshots of all views.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { join } from "node:path";
import { startChromium } from "./chromium.mjs";

const VIEWS = [
  "Overview",
  "Tree",
  "Sockets",
  "Topics",
  "Presence",
  "Limits",
  "Trace",
  "Closings",
  "Nodes",
];

const problems = [];
let chromium, page;

before(async () => {
  chromium = await startChromium();
  page = await chromium.browser.newPage();
  await page.setViewportSize({ width: 1280, height: 860 });
  page.setDefaultTimeout(8_000);
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("requestfailed", (request) => problems.push(request.url()));
  await page.goto(process.env.PAGE);
});

after(() => chromium?.close());

const heading = (level, name) => page.getByRole("heading", { level, name, exact: true });
const cell = (name) => page.getByRole("cell", { name, exact: true });
const row = (text) => page.getByRole("row").filter({ hasText: text });
const inDialog = (name) => page.getByRole("dialog").getByRole("button", { name, exact: true });

async function open(view) {
  await page
    .getByRole("navigation")
    .getByRole("link", { name: view, exact: true })
    .click();
  await heading(1, view).waitFor();
}

async function search(text) {
  await page.getByRole("searchbox").fill(text);
  await page.getByRole("searchbox").press("Enter");
  await heading(1, "Search").waitFor();
}

/** Looks for secrets in all that the page holds, and takes a picture. */
async function picture(name) {
  await page.waitForTimeout(250);
  const held = await page.evaluate(() =>
    [
      document.documentElement.outerHTML,
      ...[...document.querySelectorAll("input")].map((field) => field.value),
      JSON.stringify({ ...localStorage, ...sessionStorage }),
    ].join("\n"),
  );
  assert.ok(!held.includes("pl4nted"), held.match(/.{80}pl4nted.{20}/s)?.[0]);
  await page.screenshot({ path: join(process.env.PICTURES, `${name}.png`) });
}

test("the numbers are live", async () => {
  await page.getByText("live on north").waitFor();
  await page.waitForFunction(
    () =>
      document.querySelectorAll(".plot canvas").length === 8 &&
      /[1-9].*\/s/.test(document.querySelector(".tiles").textContent),
  );
  const messages = page.locator(".tile", { hasText: "Messages out" }).locator("dd");
  const before = await messages.textContent();
  await page.waitForFunction((text) => !document.body.textContent.includes(text), `out${before}`);
  await row("room:*").waitFor();
});

test("the tree shows all that runs", async () => {
  await open("Tree");
  await page.getByText("/socket/websocket → UserSocket", { exact: true }).waitFor();
  await page.getByText("/dashboard/socket/websocket → DashboardSocket").waitFor();
  await page.getByText("Presence presence").waitFor();
  await page.locator("summary", { hasText: /^Sockets/ }).click(); // They are many, so folded.
  await page.locator("summary", { hasText: "users_socket:ann" }).click();
  await page.getByRole("link", { name: "room:garden" }).waitFor();
});

test("sockets are listed, sorted by the keyboard, and filtered", async () => {
  await open("Sockets");
  await cell("users_socket:ann").waitFor();
  const sort = page.getByRole("columnheader", { name: "Id" });
  await sort.getByRole("button").focus();
  await page.keyboard.press("Enter");
  assert.equal(await sort.getAttribute("aria-sort"), "ascending");
  await page.keyboard.press("Enter");
  assert.equal(await sort.getAttribute("aria-sort"), "descending");
  await page.getByRole("textbox", { name: "Topic" }).fill("room:cellar");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  await cell("users_socket:dan").waitFor();
});

test("a channel is kicked, and a socket disconnected", async () => {
  await page.getByRole("row").filter({ hasText: "dan" }).getByRole("link").first().click();
  await page.getByText('"ticks"').waitFor();
  await page.getByText("[FILTERED]").waitFor();
  await picture("socket");
  await page.getByRole("button", { name: "Kick off room:cellar" }).click();
  await inDialog("Kick").click();
  await page.getByText("was kicked off room:cellar").waitFor();
  await page.getByText("It has joined nothing.").waitFor();
  await page.getByRole("button", { name: "Disconnect", exact: true }).click();
  await picture("dialog");
  await inDialog("Disconnect").click();
  await page.getByText(/It is over: 1001/).waitFor();
  await open("Closings");
  await row("users_socket:dan").getByText("1001").waitFor();
});

test("an order can be taken back", async () => {
  await open("Sockets");
  const disconnect = row("users_socket:bob").getByRole("button", { name: /Disconnect/ });
  await disconnect.click();
  await inDialog("Cancel").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await row("users_socket:bob").waitFor();
});

test("ids, topics and addresses are found", async () => {
  await search("users_socket:ann");
  await heading(2, "Sockets of this id").waitFor();
  await cell("users_socket:ann").first().waitFor(); // Its id is a topic, too.
  await search("room:gar");
  await heading(2, "Topics that begin so").waitFor();
  await picture("search");
  await page.getByRole("link", { name: "room:garden" }).click();
  await heading(2, "room:garden").waitFor();
  await cell("users_socket:ann").waitFor();
  await search("127.0.0.1");
  await heading(2, "Sockets from this address").waitFor();
});

test("who is present is shown", async () => {
  await open("Presence");
  await page.getByRole("link", { name: "room:lobby" }).click();
  await cell("ann").waitFor();
  await cell("fay").waitFor(); // On the other node.
  await page.getByText('"device": "phone"').first().waitFor();
});

test("a trace shows what happens, and ends", async () => {
  await open("Trace");
  await page.getByRole("textbox", { name: "Topic" }).fill("room:lobby");
  await page.getByRole("button", { name: "Trace", exact: true }).click();
  const event = page.getByRole("list", { name: "Events" }).getByText("ticked").first();
  await event.waitFor();
  await event.click();
  await picture("trace-running");
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByText("It ended: it was stopped.").waitFor();
  await page.getByRole("textbox", { name: "Topic" }).fill("a*b");
  await page.getByRole("button", { name: "Trace", exact: true }).click();
  await page.getByText("topic: a*b (expected: a topic, or a prefix").waitFor();
});

test("what users choose is text, never HTML", async () => {
  await open("Topics");
  await page.getByRole("link", { name: "room:<img src=x" }).click();
  await heading(2, "room:<img src=x onerror='window.hacked=1'>").waitFor();
  await cell("users_socket:<b>eve").waitFor();
  await open("Presence");
  await page.getByRole("link", { name: "room:<img src=x" }).click();
  await cell("<b>eve").waitFor();
  assert.equal(await page.evaluate(() => window.hacked), undefined);
});

test("other nodes are looked at, and those that do not answer are named", async () => {
  await open("Sockets");
  await page.getByLabel("Node").selectOption("south");
  await row("users_socket:fay").getByRole("link").first().click();
  await page.getByRole("button", { name: "Kick off room:attic" }).click();
  await inDialog("Kick").click();
  await page.getByText("was kicked off room:attic").waitFor();
  await open("Sockets");
  await page.getByLabel("Node").selectOption({ label: "All 3 nodes" });
  await page.getByText("deaf did not answer: no answer within PT2S").waitFor();
  await cell("users_socket:ann").waitFor();
  await cell("users_socket:fay").waitFor();
  await open("Overview");
  await page.getByText("deaf sends no numbers").waitFor();
  await page.waitForFunction(() => /Nodes\s*3/.test(document.querySelector(".tiles").textContent));
  await open("Nodes");
  await page.getByRole("row", { name: /^south connected/ }).waitFor();
  await page.getByText("did not answer: no answer within PT2S").waitFor();
  await picture("nodes-all");
  await page.getByLabel("Node").selectOption("");
});

test("a connection is that of the node in its address, whichever is chosen", async () => {
  const trace = page.getByRole("main").getByRole("link", { name: "Trace", exact: true });
  await open("Sockets");
  await page.getByLabel("Node").selectOption("south");
  await row("users_socket:fay").getByRole("link").first().click();
  await page.locator(".facts").getByText("south").waitFor();
  assert.equal(await trace.count(), 0); // A trace would be of another connection.
  await page.evaluate(() => (location.hash = "#/sockets?connection=1&node=north"));
  await page.locator(".facts").getByText("users_socket:ann").waitFor();
  assert.ok(await page.locator(".facts").getByText("north").isVisible());
  assert.equal(await trace.count(), 1);
});

test("all nodes are listed where one is chosen", async () => {
  await open("Nodes"); // South is chosen.
  await page.getByRole("row", { name: /^north serves this page connected/ }).waitFor();
  await page.getByRole("row", { name: /^south connected/ }).waitFor();
  await page.getByLabel("Node").selectOption("");
});

/**
 * Another tab with pages of five rows. between.reply may change or hold the replies to questions
 * for further pages; it gets their response.
 */
async function tabOfSmallPages(between) {
  const tab = await chromium.browser.newPage();
  tab.setDefaultTimeout(8_000);
  tab.on("pageerror", (error) => problems.push(String(error)));
  const further = new Set();
  await tab.routeWebSocket(/dashboard\/socket/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((text) => {
      const [, ref, , , payload] = JSON.parse(text);
      if (payload.params?.after) further.add(ref);
      server.send(text.replace('"limit":100', '"limit":5'));
    });
    server.onMessage(async (text) => {
      const message = JSON.parse(text);
      const { response } = message[4];
      if (response && further.has(message[1])) message[4].response = await between.reply(response);
      socket.send(JSON.stringify(message));
    });
  });
  await tab.goto(process.env.PAGE);
  return tab;
}

const rowsOf = (tab, count) =>
  tab.waitForFunction((wanted) => document.querySelectorAll("tbody tr").length === wanted, count);

test("further pages are shown, after a node has not answered too, and only of what is asked", async () => {
  const between = {};
  const tab = await tabOfSmallPages(between);
  const more = tab.getByRole("button", { name: "Show more" });
  await tab.keyboard.press("3");
  await tab.getByText("5 rows, and there are more").waitFor();

  const unanswered = { north: "no answer within PT2S" };
  between.reply = () => ({ sockets: [], next: {}, unanswered });
  await more.click();
  await tab.getByText("north did not answer: no answer within PT2S").waitFor();
  between.reply = (response) => response;
  await more.click();
  await rowsOf(tab, 10);
  assert.equal(await tab.getByText("did not answer").count(), 0);
  const ids = await tab.locator("tbody tr td:first-child").allTextContents();
  assert.equal(new Set(ids).size, 10);

  let release;
  const held = new Promise((resolve) => (release = resolve));
  between.reply = (response) => held.then(() => response);
  await more.click();
  await tab.getByRole("textbox", { name: "Id" }).fill("users_socket:ann");
  await tab.getByRole("textbox", { name: "Id" }).press("Enter");
  await rowsOf(tab, 1);
  release();
  await tab.getByText("1 row", { exact: true }).waitFor();
  await tab.waitForTimeout(300);
  await rowsOf(tab, 1);
  await tab.close();
});

test("a table stays when the column that it is sorted by goes", async () => {
  const tab = await tabOfSmallPages({});
  await tab.keyboard.press("3");
  await tab.getByRole("columnheader", { name: "Node" }).getByRole("button").click();
  await tab.evaluate(async () => {
    const { connection } = await import(new URL("connection.js", document.baseURI));
    connection.patch({ nodes: ["north"] });
  });
  await tab.getByRole("columnheader", { name: "Node" }).waitFor({ state: "detached" });
  await rowsOf(tab, 5);
  await tab.close();
});

test("it is told that the numbers are not those of all nodes, if they are many", async () => {
  const tab = await tabOfSmallPages({});
  await tab.getByText("live on north").waitFor();
  await tab.evaluate(async () => {
    const { connection } = await import(new URL("connection.js", document.baseURI));
    const { ALL, selection } = await import(new URL("selection.js", document.baseURI));
    const others = Array.from({ length: 39 }, (_, i) => `node-${i}`);
    connection.patch({ nodes: ["north", ...others] });
    selection.set(ALL);
  });
  await tab.getByText("These are the numbers of 32 of 40 nodes").waitFor();
  await tab.getByText("of 40 nodes").waitFor({ state: "detached", timeout: 15_000 }); // Asked anew.
  await tab.close();
});

/** Presses Tab until something is in focus. */
async function tabTo(target) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  assert.fail(`not reached by Tab: ${target}`);
}

test("a connection is opened and ended by keys alone", async () => {
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("3");
  await heading(1, "Sockets").waitFor();
  await tabTo(page.getByRole("link", { name: "Skip to the content" }));
  await page.keyboard.press("Enter");
  await tabTo(page.getByRole("textbox", { name: "Id" }));
  await page.keyboard.type("users_socket:user-9");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  await tabTo(row("users_socket:user-9").getByRole("link").first());
  await page.keyboard.press("Enter");
  await tabTo(page.getByRole("button", { name: "Disconnect", exact: true }));
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("Enter"); // The button has the focus again.
  await tabTo(inDialog("Disconnect"));
  await page.keyboard.press("Enter");
  await page.getByText(/It is over: 1001/).waitFor();
});

test("everything can be reached by keys", async () => {
  await page.keyboard.press("3");
  await heading(1, "Sockets").waitFor();
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "search");
  await page.keyboard.press("4"); // Written, not followed.
  assert.equal(await page.getByRole("searchbox").inputValue(), "4");
  await page.getByRole("searchbox").fill("");
  await page.getByRole("searchbox").blur();
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByText("Light, dark, or as the system").waitFor();
  await picture("keys");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

for (const scheme of ["light", "dark"]) {
  test(`each view is shown, wide and narrow, ${scheme}`, async () => {
    await page.emulateMedia({ colorScheme: scheme });
    for (const width of [1280, 400]) {
      await page.setViewportSize({ width, height: 860 });
      for (const view of VIEWS) {
        await open(view);
        await page.waitForFunction(() => !document.querySelector("main [aria-busy]"));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${view} is ${wide} pixels wide`);
        await picture(`${view.toLowerCase()}-${scheme}-${width}`);
      }
    }
    await page.setViewportSize({ width: 1280, height: 860 });
  });
}

test("the switch overrules the system", async () => {
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await paper();
  await page.locator("#theme").click(); // From dark by the system to light.
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "light");
  assert.notEqual(await paper(), dark);
  await page.keyboard.press("t");
  assert.equal(await paper(), dark);
});

test("the page loads everything that it asks for, and asks nobody else", async () => {
  assert.deepEqual(problems, []);
  const origins = await page.evaluate(() =>
    performance.getEntriesByType("resource").map((entry) => new URL(entry.name).origin),
  );
  assert.deepEqual([...new Set(origins)], [new URL(process.env.PAGE).origin]);
});

test("a lost connection is told, and made anew", async () => {
  await open("Sockets");
  await page.evaluate(() => {
    window.seen = new Set();
    const status = document.querySelector(".status");
    new MutationObserver(() => window.seen.add(status.dataset.state)).observe(status, {
      attributes: true,
    });
  });
  await row("DashboardSocket").getByRole("button", { name: /Disconnect/ }).click();
  await inDialog("Disconnect").click();
  await page.waitForFunction(
    () =>
      window.seen.has("reconnecting") &&
      document.querySelector(".status").dataset.state === "open",
  );
  await cell("users_socket:ann").waitFor();
});

test("who may not look any more is told so", async () => {
  await chromium.browser.addCookies([
    { name: "stranger", value: "1", url: new URL(process.env.PAGE).origin },
  ]);
  await row("DashboardSocket").getByRole("button", { name: /Disconnect/ }).click();
  await inDialog("Disconnect").click();
  await page.getByText("This node does not let you look any more.").waitFor();
  await picture("refused");
});

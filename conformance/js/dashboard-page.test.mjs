// Looks at the dashboard in headless Chromium, and steers with it. By environment: PAGE, its URL,
// and PICTURES, the directory for screenshots of all views.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { join } from "node:path";
import { finders, startDashboard } from "./dashboard.mjs";

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

let dashboard, page, heading, cell, row, inDialog, open;

before(async () => {
  dashboard = await startDashboard();
  page = await dashboard.tab();
  ({ heading, cell, row, inDialog, open } = finders(page));
  page.on("requestfailed", (request) => dashboard.problems.push(request.url()));
  await page.goto(process.env.PAGE);
});

after(() => dashboard?.close());

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
  assert.deepEqual(dashboard.problems, []);
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
  await dashboard.browser.addCookies([
    { name: "stranger", value: "1", url: new URL(process.env.PAGE).origin },
  ]);
  await row("DashboardSocket").getByRole("button", { name: /Disconnect/ }).click();
  await inDialog("Disconnect").click();
  await page.getByText("This node does not let you look any more.").waitFor();
  await picture("refused");
});

// What the dashboard in headless Chromium lists, and of which node; and that keys alone do. By
// environment: PAGE, its URL.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { finders, startDashboard } from "./dashboard.mjs";

let dashboard, page, heading, row, inDialog, open;

before(async () => {
  dashboard = await startDashboard();
  page = await dashboard.tab();
  ({ heading, row, inDialog, open } = finders(page));
  await page.goto(process.env.PAGE);
  await page.getByText("live on north").waitFor();
});

after(() => dashboard?.close());

test("a connection is that of the node in its address, whichever is chosen", async () => {
  const trace = page.getByRole("main").getByRole("link", { name: "Trace", exact: true });
  await page.keyboard.press("3");
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
 * for further pages; it gets their response. between.asked is told of each question.
 */
async function tabOfSmallPages(between) {
  const tab = await dashboard.tab();
  const further = new Set();
  await tab.routeWebSocket(/dashboard\/socket/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((text) => {
      const [, ref, , , payload] = JSON.parse(text);
      if (payload.call) between.asked?.(payload.call);
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
  await tab.getByText("live on north").waitFor();
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

test("a page that is hidden asks nothing", async () => {
  const asked = [];
  const tab = await tabOfSmallPages({ asked: (call) => asked.push(call) });
  await tab.keyboard.press("5");
  await tab.getByText("in all").waitFor();
  await tab.evaluate(() => Object.defineProperty(document, "hidden", { value: true }));
  await tab.waitForTimeout(300); // What was asked just before.
  asked.length = 0;
  await tab.waitForTimeout(3_500);
  assert.deepEqual(asked, []);
  await tab.close();
});

test("it is told that the numbers are not those of all nodes, if they are many", async () => {
  const tab = await tabOfSmallPages({});
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
  await page.goto(process.env.PAGE); // So that nothing has had the focus.
  await page.getByText("live on north").waitFor();
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
  await tabTo(inDialog("Disconnect"));
  await page.keyboard.press("Enter");
  await page.getByText(/It is over: 1001/).waitFor();
});

test("nothing went wrong on the page meanwhile", () => {
  assert.deepEqual(dashboard.problems, []);
});

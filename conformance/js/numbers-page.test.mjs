// Looks at the page of the numbers example in headless Chromium. By environment: PAGE, its URL, and
// SCREENSHOT, the file to write.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.mjs";

const problems = [];
let chromium, page;

before(async () => {
  chromium = await startChromium();
  page = await chromium.browser.newPage();
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("requestfailed", (request) => problems.push(request.url()));
  await page.goto(process.env.PAGE);
});

after(() => chromium?.close());

/** The next `count` numbers that the element with this id shows. */
function numbersOf(id, count) {
  return page.evaluate(
    ([id, count]) =>
      new Promise((resolve, reject) => {
        const element = document.getElementById(id);
        const seen = [];
        const look = () => {
          const number = Number.parseInt(element.textContent, 10);
          if (!Number.isNaN(number) && seen.at(-1) !== number) seen.push(number);
          if (seen.length === count) resolve(seen);
        };
        new MutationObserver(look).observe(element, {
          childList: true,
          characterData: true,
          subtree: true,
        });
        setTimeout(() => reject(new Error(`#${id} showed only ${seen}`)), 15_000);
        look();
      }),
    [id, count],
  );
}

test("both streams change live", async () => {
  const [positive, negative] = await Promise.all([
    numbersOf("positive", 3),
    numbersOf("negative", 3),
  ]);
  assert.ok(positive[0] < positive[1] && positive[1] < positive[2], `rising: ${positive}`);
  assert.ok(negative[0] > negative[1] && negative[1] > negative[2], `falling: ${negative}`);
});

test("the page loads everything that it asks for", () => {
  assert.deepEqual(problems, []);
});

test("the page asks nobody but its own server", async () => {
  const origins = await page.evaluate(() =>
    performance.getEntriesByType("resource").map((entry) => new URL(entry.name).origin),
  );
  const own = new URL(process.env.PAGE).origin;
  assert.deepEqual([...new Set(origins)].filter((origin) => origin !== own), []);
});

test("the page can be seen", async () => {
  const picture = await page.screenshot({ path: process.env.SCREENSHOT, fullPage: true });
  assert.ok(picture.length > 1000);
});

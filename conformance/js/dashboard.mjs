// Tabs of headless Chromium for the dashboard, and how to find things on its page.
import { startChromium } from "./chromium.mjs";

/** Starts it. problems has what pages complained of. */
export async function startDashboard() {
  const chromium = await startChromium();
  const problems = [];
  return {
    browser: chromium.browser,
    problems,
    close: chromium.close,
    /** A new tab, with nothing on it yet. */
    async tab() {
      const tab = await chromium.browser.newPage();
      await tab.setViewportSize({ width: 1280, height: 860 });
      tab.setDefaultTimeout(8_000);
      tab.on("pageerror", (error) => problems.push(String(error)));
      tab.on("console", (message) => {
        if (message.type() === "error") problems.push(message.text());
      });
      return tab;
    },
  };
}

/** What is on a page, by what its user sees. */
export function finders(page) {
  const heading = (level, name) => page.getByRole("heading", { level, name, exact: true });
  return {
    heading,
    cell: (name) => page.getByRole("cell", { name, exact: true }),
    row: (text) => page.getByRole("row").filter({ hasText: text }),
    inDialog: (name) => page.getByRole("dialog").getByRole("button", { name, exact: true }),
    /** Leads to a view by the menu. */
    async open(view) {
      await page
        .getByRole("navigation")
        .getByRole("link", { name: view, exact: true })
        .click();
      await heading(1, view).waitFor();
    },
  };
}

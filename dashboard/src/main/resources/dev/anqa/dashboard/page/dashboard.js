// The page: its frame around the view that the address names.
import { html, render, useEffect, useRef, useState } from "./vendor/htm-preact.module.js";
import { connect, connection, refreshNodes } from "./connection.js";
import { Orders } from "./orders.js";
import { go, href, route } from "./route.js";
import { watch } from "./samples.js";
import { ALL, selectedNodes, selection } from "./selection.js";
import { Help, useShortcuts } from "./shortcuts.js";
import { useStore } from "./store.js";
import { Closings } from "./views/closings.js";
import { Limits } from "./views/limits.js";
import { Nodes } from "./views/nodes.js";
import { Overview } from "./views/overview.js";
import { Presence } from "./views/presence.js";
import { Search } from "./views/search.js";
import { Sockets } from "./views/sockets.js";
import { Topics } from "./views/topics.js";
import { Trace } from "./views/trace.js";
import { Tree } from "./views/tree.js";

/** In the order of the menu; the keys 1 to 9 lead there. */
const VIEWS = [
  ["overview", "Overview", Overview],
  ["tree", "Tree", Tree],
  ["sockets", "Sockets", Sockets],
  ["topics", "Topics", Topics],
  ["presence", "Presence", Presence],
  ["limits", "Limits", Limits],
  ["trace", "Trace", Trace],
  ["closings", "Closings", Closings],
  ["nodes", "Nodes", Nodes],
];

const NODES_EVERY_MS = 10_000;

const STATES = {
  connecting: "connecting",
  open: "live",
  reconnecting: "reconnecting",
  refused: "refused",
};

const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

const THEMES = { auto: "light", light: "dark", dark: "auto" };

function Status() {
  const { state, node } = useStore(connection);
  return html`
    <p class="status" role="status" data-state=${state}>
      <span class="dot"></span>
      ${STATES[state] ?? state}${state === "open" && node ? html` on <b>${node}</b>` : ""}
    </p>
  `;
}

function NodeChoice() {
  const { node, nodes } = useStore(connection);
  const selected = useStore(selection);
  if (nodes.length < 2 && !selected) return null;
  const others = nodes.filter((each) => each !== node).sort();
  return html`
    <label class="choice">
      <span class="hidden">Node</span>
      <select value=${selected} onChange=${(event) => selection.set(event.target.value)}>
        <option value="">${node} (serves this page)</option>
        ${others.map((each) => html`<option key=${each} value=${each}>${each}</option>`)}
        <option value=${ALL}>All ${nodes.length} nodes</option>
      </select>
    </label>
  `;
}

function SearchField() {
  const field = useRef(null);
  const search = (event) => {
    event.preventDefault();
    const q = field.current.value.trim();
    if (q) go("search", { q });
  };
  return html`
    <form role="search" onSubmit=${search}>
      <input
        id="search"
        ref=${field}
        type="search"
        placeholder="Search id, topic, address"
        aria-label="Search by id, topic, address or number of a connection"
        aria-keyshortcuts="/"
        autocomplete="off"
        spellcheck=${false}
      />
    </form>
  `;
}

function ThemeSwitch({ chosen, choose }) {
  return html`
    <button
      type="button"
      id="theme"
      title=${`Colours: ${chosen}`}
      aria-label=${`Colours: ${chosen}. Switch to ${THEMES[chosen]}`}
      onClick=${choose}
    >
      ${{ auto: "◐", light: "○", dark: "●" }[chosen]}
    </button>
  `;
}

const LOST = {
  reconnecting: "The connection is lost. Trying again; what you see is from before.",
  refused: "This node does not let you look any more. Log in again, then reload the page.",
};

/** What is shown above a view while there is no connection. */
function Lost() {
  const text = LOST[useStore(connection).state];
  return html`<div role="alert">${text && html`<p class="banner">${text}</p>`}</div>`;
}

/** Nodes come and go while the page is open. */
function useNodes() {
  const { state } = useStore(connection);
  useEffect(() => {
    if (state !== "open") return;
    const timer = setInterval(() => {
      if (!document.hidden) refreshNodes();
    }, NODES_EVERY_MS);
    return () => clearInterval(timer);
  }, [state]);
}

/** Numbers come while the page is open, whichever view it shows, so that charts have no gaps. */
function useNumbers() {
  const { state } = useStore(connection);
  const watched = selectedNodes(useStore(selection));
  useEffect(() => {
    if (state === "open") watch(watched);
  }, [state, watched.join()]);
}

function Page() {
  const { view, params } = useStore(route);
  const [theme, setTheme] = useState(window.theme.chosen);
  const [dark, setDark] = useState(systemIsDark.matches);
  const [help, setHelp] = useState(false);
  const [, title, View] = VIEWS.find(([name]) => name === view) ?? ["search", "Search", Search];

  useNodes();
  useNumbers();
  const content = useRef(null);
  const skip = (event) => {
    event.preventDefault(); // The fragment of the address names the view.
    content.current.focus();
  };
  const switchTheme = () => {
    window.theme.choose(THEMES[theme]);
    setTheme(THEMES[theme]);
  };
  useShortcuts({
    "/": () => document.getElementById("search").select(),
    "?": () => setHelp(true),
    t: switchTheme,
    ...Object.fromEntries(VIEWS.map(([name], i) => [String(i + 1), () => go(name)])),
  });
  useEffect(() => {
    systemIsDark.addEventListener("change", ({ matches }) => setDark(matches));
  }, []);
  useEffect(() => {
    document.title = `${title} – Anqa`;
    document.querySelector("nav [aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [title]);

  return html`
    <a class="skip" href="#content" onClick=${skip}>Skip to the content</a>
    <header>
      <a class="brand" href="#/overview"><img src="icon.svg" alt="" width="22" height="22" />Anqa</a>
      <${Status} />
      <${SearchField} />
      <${NodeChoice} />
      <${ThemeSwitch} chosen=${theme} choose=${switchTheme} />
      <button type="button" id="help" aria-label="Keyboard shortcuts" onClick=${() => setHelp(true)}>
        ?
      </button>
    </header>
    <nav aria-label="Views">
      ${VIEWS.map(
        ([name, label]) => html`
          <a key=${name} href=${href(name)} aria-current=${name === view ? "page" : undefined}>
            ${label}
          </a>
        `,
      )}
    </nav>
    <main ref=${content} tabindex="-1">
      <${Lost} />
      <h1>${title}</h1>
      <${View} params=${params} theme=${`${theme} ${dark}`} />
    </main>
    <${Orders} />
    <${Help} open=${help} close=${() => setHelp(false)} views=${VIEWS} />
  `;
}

render(html`<${Page} />`, document.getElementById("app"));
connect();

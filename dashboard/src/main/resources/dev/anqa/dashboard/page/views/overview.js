// What goes on, in numbers.
import { html } from "../vendor/htm-preact.module.js";
import { Chart } from "../chart.js";
import { connection } from "../connection.js";
import { bytes, compact, count, percent, rate } from "../format.js";
import { MOST_NODES, newest, routes, samples, series, silent } from "../samples.js";
import { ALL, selection } from "../selection.js";
import { useStore } from "../store.js";
import { Table } from "../table.js";

const CHARTS = [
  {
    title: "Connections",
    kind: "gauges",
    names: ["connections", "channels"],
    format: compact,
    exact: count,
  },
  {
    title: "Messages",
    kind: "rates",
    names: ["messages_in", "messages_out"],
    labels: ["in", "out"],
    format: compact,
    exact: rate,
  },
  {
    title: "Broadcasts",
    kind: "rates",
    names: ["deliveries", "broadcasts"],
    labels: ["delivered", "begun"],
    format: compact,
    exact: rate,
  },
  {
    title: "Mailboxes",
    kind: "gauges",
    names: ["waiting", "deepest"],
    format: compact,
    exact: count,
  },
  {
    title: "Traffic",
    kind: "rates",
    names: ["bytes_out", "bytes_in"],
    labels: ["out", "in"],
    format: bytes,
    exact: (value) => (value === null || value === undefined ? "–" : `${bytes(value)}/s`),
  },
  { title: "Heap", kind: "gauges", names: ["heap"], labels: ["used"], format: bytes },
  { title: "CPU", kind: "gauges", names: ["cpu"], labels: ["of all cores"], format: percent },
  {
    title: "Limits",
    kind: "rates",
    names: ["refusals"],
    labels: ["refused"],
    format: compact,
    exact: rate,
  },
];

const COLOURS = ["--accent", "--second"];

function Tile({ label, value }) {
  return html`<div class="tile"><dt>${label}</dt><dd>${value}</dd></div>`;
}

function Tiles({ nodes }) {
  const gauge = (name) => newest("gauges", name);
  return html`
    <dl class="tiles">
      <${Tile} label="Connections" value=${count(gauge("connections"))} />
      <${Tile} label="Channels" value=${count(gauge("channels"))} />
      <${Tile} label="Topics" value=${count(gauge("topics"))} />
      <${Tile} label="Messages in" value=${rate(newest("rates", "messages_in"))} />
      <${Tile} label="Messages out" value=${rate(newest("rates", "messages_out"))} />
      <${Tile} label="Waiting" value=${count(gauge("waiting"))} />
      <${Tile}
        label=${gauge("heap_max") > 0 ? `Heap of ${bytes(gauge("heap_max"))}` : "Heap"}
        value=${bytes(gauge("heap"))}
      />
      <${Tile} label="Threads" value=${count(gauge("threads"))} />
      ${nodes.length > 1 && html`<${Tile} label="Nodes" value=${count(nodes.length)} />`}
    </dl>
  `;
}

const ROUTES = [
  { label: "Route", value: (row) => row.route, wide: true },
  { label: "Handler", value: (row) => row.socket },
  { label: "Channels", number: true, value: (row) => row.channels, cell: (row) => count(row.channels) },
  { label: "Waiting", number: true, value: (row) => row.waiting, cell: (row) => count(row.waiting) },
  { label: "Deepest", number: true, value: (row) => row.deepest, cell: (row) => count(row.deepest) },
];

function Drawn({ chart, theme }) {
  const data = series(chart.kind, chart.names);
  const lines = chart.names.map((name, i) => ({
    label: chart.labels?.[i] ?? name,
    colour: COLOURS[i],
    now: newest(chart.kind, name),
  }));
  return html`<${Chart} ...${chart} lines=${lines} data=${data} theme=${theme} />`;
}

export function Overview({ theme }) {
  const { nodes } = useStore(connection);
  const selected = useStore(selection);
  useStore(samples); // So that all is drawn anew with each.

  return html`
    <div>
      <${Tiles} nodes=${selected === ALL ? nodes : []} />
      ${selected === ALL &&
      nodes.length > MOST_NODES &&
      html`<p class="problem" role="status">
        These are the numbers of ${MOST_NODES} of ${nodes.length} nodes, and of no others.
      </p>`}
      ${silent().map(
        (node) => html`
          <p class="problem" role="alert" key=${node}>
            ${node} sends no numbers: it is away, or has no dashboard.
          </p>
        `,
      )}
      <div class="charts">
        ${CHARTS.map(
          (chart) => html`
            <${Drawn} key=${chart.title} chart=${chart} theme=${theme} />
          `,
        )}
      </div>
      <h2>Channels by route</h2>
      <${Table}
        caption="Channels by route"
        columns=${ROUTES}
        rows=${routes()}
        rowKey=${(row) => `${row.socket} ${row.route}`}
        empty="No channels yet. They appear here when clients join topics."
      />
    </div>
  `;
}

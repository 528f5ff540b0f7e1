// Columns that several tables have.
import { html } from "../vendor/htm-preact.module.js";
import { connection } from "../connection.js";
import { duration } from "../format.js";
import { href } from "../route.js";

export const node = { label: "Node", value: (row) => row.node };

/** The column of nodes, where there are several. */
export function nodes() {
  return connection.get().nodes.length > 1 ? [node] : [];
}

export const connectionNumber = {
  label: "Connection",
  number: true,
  value: (row) => row.connection,
  cell: (row) => html`
    <a href=${href("sockets", { connection: row.connection, node: row.node })}>${row.connection}</a>
  `,
};

export const id = {
  label: "Id",
  value: (row) => row.id,
  cell: (row) =>
    row.id ? html`<a href=${href("sockets", { id: row.id })}>${row.id}</a>` : "–",
};

export const handler = { label: "Handler", value: (row) => row.handler };
export const transport = { label: "Transport", value: (row) => row.transport };

export const peer = {
  label: "Client",
  value: (row) => row.peer,
  cell: (row) => html`
    <a href=${href("sockets", { peer: row.peer })}>${row.peer}</a><span class="quiet">:${row.port}</span>
  `,
};

export const topic = {
  label: "Topic",
  value: (row) => row.topic,
  wide: true,
  cell: (row) => html`<a href=${href("topics", { topic: row.topic })}>${row.topic}</a>`,
};

export const age = {
  label: "Age",
  number: true,
  value: (row) => row.age_ms,
  cell: (row) => duration(row.age_ms),
};

/** A button in a row. */
export function action(label, name, run) {
  return {
    label: name,
    cell: (row) => html`
      <button
        type="button"
        class="small"
        aria-label=${`${label} connection ${row.connection}`}
        onClick=${() => run(row)}
      >
        ${label}
      </button>
    `,
  };
}

// What fits a word: topics, ids, addresses, numbers of connections.
import { html } from "../vendor/htm-preact.module.js";
import { useListing } from "../listing.js";
import { disconnect } from "../orders.js";
import { href } from "../route.js";
import { Foot, Table } from "../table.js";
import * as columns from "./columns.js";

const SOCKETS = () => [
  columns.connectionNumber,
  columns.id,
  columns.peer,
  columns.handler,
  columns.age,
  ...columns.nodes(),
  columns.action("Disconnect", "Disconnect", disconnect),
];

const TOPICS = () => [
  columns.topic,
  { label: "Subscribers", number: true, value: (row) => row.subscribers },
  ...columns.nodes(),
];

/** A part of the answer, left out where nothing fits. */
function Found({ title, call, params, of }) {
  const listing = useListing(call, { ...params, limit: 20 });
  if (!listing.error && !listing.rows?.length) {
    return html`<p class="quiet">${title}: ${listing.rows ? "none" : "…"}</p>`;
  }
  return html`
    <div>
      <h2>${title}</h2>
      <${Table}
        caption=${title}
        columns=${of()}
        rows=${listing.rows ?? []}
        rowKey=${(row) => `${row.node} ${row.connection} ${row.topic}`}
        empty="None."
      />
      <${Foot} listing=${listing} />
    </div>
  `;
}

export function Search({ params }) {
  const q = params.q ?? "";
  if (!q) {
    return html`<p class="empty">Write an id, a topic, an address, or the number of a connection.</p>`;
  }
  const number = /^[1-9][0-9]{0,17}$/.test(q);
  return html`
    <div>
      <p class="quiet">for <b>${q}</b></p>
      <${Found} title="Topics that begin so" call="topics" params=${{ prefix: q }} of=${TOPICS} />
      <${Found} title="Sockets of this id" call="sockets" params=${{ id: q }} of=${SOCKETS} />
      <${Found} title="Sockets from this address" call="sockets" params=${{ peer: q }} of=${SOCKETS} />
      ${number &&
      html`<${Found}
        title="Connection of this number"
        call="sockets"
        params=${{ connection: q }}
        of=${SOCKETS}
      />`}
      <p><a href=${href("closings", { id: q })}>Closings of this id</a></p>
    </div>
  `;
}

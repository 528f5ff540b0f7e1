// The connections, and one of them with its channels.
import { html } from "../vendor/htm-preact.module.js";
import { connection as serving } from "../connection.js";
import { Filters, Json } from "../fields.js";
import { count, duration, time } from "../format.js";
import { useListing } from "../listing.js";
import { disconnect, disconnectId, kick } from "../orders.js";
import { href } from "../route.js";
import { Foot, Table } from "../table.js";
import * as columns from "./columns.js";

const FIELDS = [
  { name: "id", label: "Id", placeholder: "users_socket:7" },
  { name: "peer", label: "Address", placeholder: "10.16.74.150" },
  { name: "topic", label: "Topic", placeholder: "room:lobby" },
  { name: "handler", label: "Handler", placeholder: "UserSocket" },
];

const TOPICS = {
  label: "Topics",
  wide: true,
  value: (row) => row.channels.length + row.more_channels,
  cell: (row) => {
    const shown = row.channels.slice(0, 3);
    const more = row.channels.length - shown.length + row.more_channels;
    return html`
      ${shown.map(
        ({ topic }, i) => html`
          ${i > 0 ? ", " : ""}<a key=${topic} href=${href("topics", { topic })}>${topic}</a>
        `,
      )}
      ${more > 0 ? html`<span class="quiet"> and ${count(more)} more</span>` : ""}
      ${shown.length === 0 ? "–" : ""}
    `;
  },
};

export function Sockets({ params }) {
  return params.connection
    ? html`<${Socket} params=${params} />`
    : html`<${All} params=${params} />`;
}

function All({ params }) {
  const { id, peer, topic, handler } = params;
  const listing = useListing("sockets", { id, peer, topic, handler, limit: 100 });
  const filtered = id || peer || topic || handler;
  return html`
    <div>
      <${Filters} view="sockets" fields=${FIELDS} params=${params} />
      ${id &&
      listing.rows?.length > 0 &&
      html`
        <p>
          <button type="button" class="danger" onClick=${() => disconnectId(id)}>
            Disconnect all of ${id}
          </button>
        </p>
      `}
      <${Table}
        caption="Connections"
        columns=${[
          columns.connectionNumber,
          columns.id,
          columns.peer,
          TOPICS,
          columns.handler,
          columns.age,
          ...columns.nodes(),
          columns.action("Disconnect", "Disconnect", disconnect),
        ]}
        rows=${listing.rows}
        rowKey=${(row) => `${row.node} ${row.connection}`}
        empty=${filtered ? "No connection fits." : "No sockets yet. They appear here as clients connect."}
      />
      <${Foot} listing=${listing} />
    </div>
  `;
}

/** One connection; when it is over, why. */
function Socket({ params }) {
  const { connection, node } = params;
  const listing = useListing("inspect", { connection, node });
  return html`
    <div>
      <p><a href=${href("sockets")}>All sockets</a></p>
      <h2>Connection ${connection}</h2>
      ${listing.rows?.map(
        (row) => html`
          <div key=${row.node}><${Facts} row=${row} /><${Channels} row=${row} /></div>
        `,
      )}
      ${listing.rows?.length === 0 && html`<${Gone} connection=${connection} node=${node} />`}
      ${listing.rows === null && !listing.error && html`<p class="empty" aria-busy="true">Asking…</p>`}
      <${Foot} listing=${{ ...listing, rows: null }} />
    </div>
  `;
}

function Facts({ row }) {
  const facts = [
    ["Id", row.id ?? "–"],
    ["Client", `${row.peer}:${row.port}`],
    ["Handler", row.handler],
    ["Transport", row.transport],
    ["Connected", `${time(row.connected_at)}, ${duration(row.age_ms)} ago`],
    ["Node", row.node],
  ];
  return html`
    <div>
      <dl class="facts">
        ${facts.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}
      </dl>
      <div class="buttons">
        ${row.node === serving.get().node && // Traces are of that node, and so are their numbers.
        html`<a class="button" href=${href("trace", { connection: row.connection })}>Trace</a>`}
        <a class="button" href=${href("closings", { peer: row.peer })}>Closings of ${row.peer}</a>
        <button type="button" class="danger" onClick=${() => disconnect(row)}>Disconnect</button>
      </div>
    </div>
  `;
}

function Channels({ row }) {
  return html`
    <div>
      <h2>Channels</h2>
      <${Table}
        caption="Channels of this connection"
        rows=${row.channels}
        rowKey=${(channel) => channel.topic}
        empty="It has joined nothing."
        columns=${[
          columns.topic,
          { label: "Channel", value: (channel) => channel.channel },
          { label: "Status", value: (channel) => channel.status },
          { label: "Mailbox", number: true, value: (channel) => channel.mailbox },
          {
            label: "Handled",
            number: true,
            value: (channel) => channel.handled,
            cell: (channel) => count(channel.handled),
          },
          columns.age,
          { label: "State", wide: true, value: (channel) => channel.unanswered, cell: state },
          {
            label: "Kick",
            cell: (channel) => html`
              <button
                type="button"
                class="small"
                aria-label=${`Kick off ${channel.topic}`}
                onClick=${() => kick(row, channel.topic)}
              >
                Kick
              </button>
            `,
          },
        ]}
      />
      ${row.more_channels > 0 && html`<p class="foot">and ${count(row.more_channels)} more</p>`}
    </div>
  `;
}

function state(channel) {
  if (channel.unanswered) return html`<span class="quiet">${channel.unanswered}</span>`;
  const assigns = Object.entries(channel.assigns ?? {});
  return html`
    <${Json} value=${channel.state} />
    ${assigns.length > 0 &&
    html`<span class="quiet">assigns ${assigns.map(([name, type]) => `${name}: ${type}`).join(", ")}</span>`}
  `;
}

function Gone({ connection, node }) {
  const listing = useListing("closings", { connection, node });
  const closing = listing.rows?.[0];
  return html`
    <p class="empty">
      ${closing
        ? `It is over: ${closing.code} ${closing.reason}, at ${time(closing.closed_at)}, after ${duration(closing.stood_ms)}.`
        : "It is not there."}
    </p>
  `;
}

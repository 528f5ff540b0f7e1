// Why connections are no more.
import { html } from "../vendor/htm-preact.module.js";
import { Filters } from "../fields.js";
import { duration, time } from "../format.js";
import { useListing } from "../listing.js";
import { Foot, Table } from "../table.js";
import * as columns from "./columns.js";

const FIELDS = [
  { name: "id", label: "Id", placeholder: "users_socket:7" },
  { name: "peer", label: "Address", placeholder: "10.16.74.150" },
  { name: "handler", label: "Handler", placeholder: "UserSocket" },
];

export function Closings({ params }) {
  const { id, peer, handler } = params;
  const listing = useListing("closings", { id, peer, handler, limit: 100 });
  const filtered = id || peer || handler;
  return html`
    <div>
      <${Filters} view="closings" fields=${FIELDS} params=${params} />
      <${Table}
        caption="Closings"
        columns=${[
          {
            label: "Closed",
            value: (row) => row.closed_at,
            cell: (row) => html`<time datetime=${row.closed_at}>${time(row.closed_at)}</time>`,
          },
          columns.connectionNumber,
          columns.id,
          { label: "Code", number: true, value: (row) => row.code },
          { label: "Reason", wide: true, value: (row) => row.reason },
          {
            label: "Stood",
            number: true,
            value: (row) => row.stood_ms,
            cell: (row) => duration(row.stood_ms),
          },
          columns.peer,
          columns.handler,
          columns.transport,
          ...columns.nodes(),
        ]}
        rows=${listing.rows}
        rowKey=${(row) => `${row.node} ${row.connection}`}
        empty=${filtered ? "No closing fits." : "Nothing was closed yet. A node remembers its last 1,024 closings."}
      />
      <${Foot} listing=${listing} />
    </div>
  `;
}

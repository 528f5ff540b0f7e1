// What limits allow, and how often they were met.
import { html } from "../vendor/htm-preact.module.js";
import { count } from "../format.js";
import { useListing } from "../listing.js";
import { Foot, Table } from "../table.js";
import * as columns from "./columns.js";

function share(row) {
  return row.used === null || row.maximum === null ? null : row.used / row.maximum;
}

const COLUMNS = [
  {
    label: "Limit",
    value: (row) => row.limit,
    wide: true,
    cell: (row) => html`<span>${row.limit}<br /><code class="quiet">${row.option}</code></span>`,
  },
  { label: "Where", value: (row) => row.scope, cell: (row) => row.scope || "node" },
  {
    label: "Mode",
    value: (row) => row.mode,
    cell: (row) => html`<span class="tag" data-mode=${row.mode}>${row.mode}</span>`,
  },
  {
    label: "Used",
    number: true,
    value: share,
    cell: (row) =>
      share(row) === null
        ? "–"
        : html`
            <meter
              min="0"
              max=${row.maximum}
              high=${row.maximum * 0.8}
              value=${row.used}
              aria-label=${`${row.limit}: ${row.used} of ${row.maximum}`}
            ></meter>
            ${" "}${count(row.used)}
          `,
  },
  { label: "Allowed", number: true, value: (row) => row.maximum, cell: (row) => count(row.maximum) },
  { label: "Refused", number: true, value: (row) => row.refused, cell: (row) => count(row.refused) },
  {
    label: "Observed",
    number: true,
    value: (row) => row.observed,
    cell: (row) => count(row.observed),
  },
];

export function Limits() {
  const listing = useListing("limits", {});
  return html`
    <div>
      <p class="quiet">
        Where each connection or address has a value of its own, there is none for all. Limits are
        changed by <code>anqa options --set</code>.
      </p>
      <${Table}
        caption="Limits"
        columns=${[...COLUMNS, ...columns.nodes()]}
        rows=${listing.rows}
        rowKey=${(row) => `${row.node} ${row.scope} ${row.limit}`}
        empty="This node has no limits."
      />
      <${Foot} listing=${listing} />
    </div>
  `;
}

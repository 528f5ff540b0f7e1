// The nodes of the cluster, as this one sees them.
import { html, useEffect } from "../vendor/htm-preact.module.js";
import { connection, refreshNodes } from "../connection.js";
import { count, duration } from "../format.js";
import { useListing } from "../listing.js";
import { ALL, selection } from "../selection.js";
import { useStore } from "../store.js";
import { Table } from "../table.js";

export function Nodes() {
  const { node: own, nodes } = useStore(connection);
  const listing = useListing("tree", {}, { everywhere: true });
  useEffect(refreshNodes, [listing.rows]);

  const trees = new Map((listing.rows ?? []).map((row) => [row.node, row]));
  const rows = [...new Set([...nodes, ...trees.keys()])].map((node) => ({
    node,
    tree: trees.get(node),
    problem: listing.unanswered?.[node],
  }));
  return html`
    <div>
      <${Table}
        caption="Nodes"
        rows=${listing.rows && rows}
        rowKey=${(row) => row.node}
        empty="No node answered."
        columns=${[
          {
            label: "Node",
            value: (row) => row.node,
            wide: true,
            cell: (row) => html`
              <b>${row.node}</b>${row.node === own ? html` <span class="tag">serves this page</span>` : ""}
            `,
          },
          {
            label: "State",
            value: (row) => row.tree?.pubsub.state,
            cell: (row) =>
              row.problem
                ? html`<span class="failed">did not answer: ${row.problem}</span>`
                : (row.tree?.pubsub.state ?? "…"),
          },
          {
            label: "Up for",
            number: true,
            value: (row) => row.tree?.endpoint.age_ms,
            cell: (row) => duration(row.tree?.endpoint.age_ms),
          },
          {
            label: "Connections",
            number: true,
            value: (row) => row.tree?.endpoint.connections,
            cell: (row) => count(row.tree?.endpoint.connections),
          },
          {
            label: "Topics",
            number: true,
            value: (row) => row.tree?.pubsub.topics,
            cell: (row) => count(row.tree?.pubsub.topics),
          },
          { label: "Adapter", value: (row) => row.tree?.pubsub.adapter },
          {
            label: "Sees",
            value: (row) => row.tree?.pubsub.members.length,
            cell: (row) => row.tree?.pubsub.members.join(", ") ?? "–",
            wide: true,
          },
        ]}
      />
      ${listing.error && html`<p class="problem" role="alert">${listing.error}</p>`}
      ${nodes.length > 1 &&
      html`<p>
        <button type="button" onClick=${() => selection.set(ALL)}>Look at all nodes</button>
      </p>`}
    </div>
  `;
}

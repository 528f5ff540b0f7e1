// Who is present where.
import { html } from "../vendor/htm-preact.module.js";
import { Filters, Json } from "../fields.js";
import { count } from "../format.js";
import { useListing } from "../listing.js";
import { href } from "../route.js";
import { Foot, Table } from "../table.js";

const EVERY_MS = 3_000;

const FIELDS = [
  { name: "topic", label: "Topic", placeholder: "room:lobby" },
  { name: "prefix", label: "Or topics that begin with", placeholder: "room:" },
];

export function Presence({ params }) {
  const { topic, prefix } = params;
  const listing = useListing("presence", topic ? { topic } : { prefix }, {
    every: EVERY_MS,
    part: "presence",
  });
  const presences = listing.answer?.presences;
  if (presences?.length === 0) {
    return html`
      <p class="empty">
        This endpoint has no presence. <code>Endpoint.builder().presence(…)</code> starts one.
      </p>
    `;
  }
  return html`
    <div>
      <${Filters} view="presence" fields=${FIELDS} params=${params} />
      ${presences &&
      html`<p class="quiet">
        ${presences.map(({ name, size }) => `${name}: ${count(size)} in all`).join(", ")}
      </p>`}
      ${topic
        ? html`<${OfTopic} topic=${topic} listing=${listing} presences=${presences ?? []} />`
        : html`<${Everywhere} listing=${listing} />`}
      <${Foot} listing=${listing} />
    </div>
  `;
}

function Everywhere({ listing }) {
  return html`
    <${Table}
      caption="Topics with somebody present"
      rows=${listing.rows}
      rowKey=${(row) => `${row.presence} ${row.topic}`}
      empty="Nobody is present on the topics that were looked through."
      columns=${[
        {
          label: "Topic",
          wide: true,
          value: (row) => row.topic,
          cell: (row) => html`<a href=${href("presence", { topic: row.topic })}>${row.topic}</a>`,
        },
        { label: "Present", number: true, value: (row) => row.keys, cell: (row) => count(row.keys) },
        { label: "Presence", value: (row) => row.presence },
      ]}
    />
  `;
}

function OfTopic({ topic, listing, presences }) {
  const keys = presences.reduce((sum, each) => sum + (each.keys ?? 0), 0);
  return html`
    <div>
      <p><a href=${href("presence")}>All topics</a></p>
      <h2>${topic}</h2>
      ${keys > 0 && html`<p class="quiet">${count(keys)} present</p>`}
      <${Table}
        caption="Who is present"
        rows=${listing.rows}
        rowKey=${(row) => `${row.presence} ${row.key} ${row.ref}`}
        empty="Nobody is present."
        columns=${[
          { label: "Key", wide: true, value: (row) => row.key },
          { label: "Node", value: (row) => row.node },
          { label: "Presence", value: (row) => row.presence },
          {
            label: "Meta",
            wide: true,
            value: (row) => JSON.stringify(row.meta),
            cell: (row) => html`
              <${Json} value=${row.meta} />
              ${row.more > 0 && html`<span class="quiet">and ${count(row.more)} more of ${row.key}</span>`}
            `,
          },
        ]}
      />
    </div>
  `;
}

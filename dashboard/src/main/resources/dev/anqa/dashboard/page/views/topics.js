// The topics, and one of them with its subscribers.
import { html } from "../vendor/htm-preact.module.js";
import { Filters } from "../fields.js";
import { count } from "../format.js";
import { useListing } from "../listing.js";
import { kick } from "../orders.js";
import { href } from "../route.js";
import { Foot, Table } from "../table.js";
import * as columns from "./columns.js";

const FIELDS = [{ name: "prefix", label: "Begins with", placeholder: "room:" }];

const SUBSCRIBERS = {
  label: "Subscribers",
  number: true,
  value: (row) => row.subscribers,
  cell: (row) => count(row.subscribers),
};

export function Topics({ params }) {
  return params.topic
    ? html`<${Topic} topic=${params.topic} />`
    : html`<${All} params=${params} />`;
}

function All({ params }) {
  const { prefix } = params;
  const listing = useListing("topics", { prefix, limit: 100 });
  return html`
    <div>
      <${Filters} view="topics" fields=${FIELDS} params=${params} />
      <${Table}
        caption="Topics"
        columns=${[columns.topic, SUBSCRIBERS, ...columns.nodes()]}
        rows=${listing.rows}
        rowKey=${(row) => `${row.node} ${row.topic}`}
        empty=${prefix ? `No topic begins with ${prefix}` : "No topics yet. They appear here when somebody subscribes."}
      />
      <${Foot} listing=${listing} />
    </div>
  `;
}

function Topic({ topic }) {
  const listing = useListing("subscribers", { topic, limit: 100 });
  return html`
    <div>
      <p><a href=${href("topics")}>All topics</a></p>
      <h2>${topic}</h2>
      <div class="buttons">
        <a class="button" href=${href("trace", { topic })}>Trace</a>
        <a class="button" href=${href("presence", { topic })}>Presence</a>
      </div>
      <${Table}
        caption="Subscribers"
        columns=${[
          columns.connectionNumber,
          columns.id,
          columns.peer,
          { label: "Channel", value: (row) => row.channel },
          columns.handler,
          columns.transport,
          ...columns.nodes(),
          columns.action("Kick", "Kick", (row) => kick(row, topic)),
        ]}
        rows=${listing.rows}
        rowKey=${(row) => `${row.node} ${row.connection}`}
        empty="No channel is subscribed."
      />
      <${Foot} listing=${listing} />
    </div>
  `;
}

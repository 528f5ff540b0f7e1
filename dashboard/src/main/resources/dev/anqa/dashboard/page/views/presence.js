// Who is present where.
import { html, useEffect, useState } from "../vendor/htm-preact.module.js";
import { ask, connection } from "../connection.js";
import { Filters, Json } from "../fields.js";
import { count } from "../format.js";
import { href } from "../route.js";
import { useStore } from "../store.js";
import { Table } from "../table.js";

const EVERY_MS = 3_000;

const FIELDS = [
  { name: "topic", label: "Topic", placeholder: "room:lobby" },
  { name: "prefix", label: "Or topics that begin with", placeholder: "room:" },
];

/** An answer about presences, kept fresh; {error} if there is none. */
function usePresence(params) {
  const { state } = useStore(connection);
  const [answer, setAnswer] = useState(null);
  useEffect(() => {
    if (state !== "open") return;
    let over = false;
    let timer;
    const look = async () => {
      const next = await ask("presence", params).catch((error) => ({ error: error.message }));
      if (over) return;
      setAnswer(next);
      timer = setTimeout(look, EVERY_MS);
    };
    look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [state, JSON.stringify(params)]);
  return answer;
}

export function Presence({ params }) {
  const { topic, prefix } = params;
  const answer = usePresence(topic ? { topic } : { prefix });
  if (answer?.presences?.length === 0) {
    return html`
      <p class="empty">
        This endpoint has no presence. <code>Endpoint.builder().presence(…)</code> starts one.
      </p>
    `;
  }
  return html`
    <div>
      <${Filters} view="presence" fields=${FIELDS} params=${params} />
      ${answer?.error && html`<p class="problem" role="alert">${answer.error}</p>`}
      ${answer?.presences &&
      html`<p class="quiet">
        ${answer.presences.map(({ name, size }) => `${name}: ${count(size)} in all`).join(", ")}
      </p>`}
      ${topic
        ? html`<${OfTopic} topic=${topic} answer=${answer} />`
        : html`<${Everywhere} answer=${answer} />`}
    </div>
  `;
}

function Everywhere({ answer }) {
  return html`
    <div>
      <${Table}
        caption="Topics with somebody present"
        rows=${answer?.topics ?? (answer ? [] : null)}
        rowKey=${(row) => `${row.presence} ${row.topic}`}
        empty="Nobody is present."
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
      ${answer?.more &&
      html`<p class="foot">Only the first topics were looked at: say how they begin.</p>`}
    </div>
  `;
}

function OfTopic({ topic, answer }) {
  const rows = answer?.rows ?? (answer ? [] : null);
  return html`
    <div>
      <p><a href=${href("presence")}>All topics</a></p>
      <h2>${topic}</h2>
      <${Table}
        caption="Who is present"
        rows=${rows}
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
            cell: (row) => html`<${Json} value=${row.meta} />`,
          },
        ]}
      />
      ${rows &&
      answer.total > rows.length &&
      html`<p class="foot">${count(rows.length)} of ${count(answer.total)}</p>`}
    </div>
  `;
}

// All that runs: the endpoint, its listeners, mounts and sockets, topics, presences.
import { html } from "../vendor/htm-preact.module.js";
import { count, duration, time } from "../format.js";
import { useListing } from "../listing.js";
import { href } from "../route.js";
import { Foot } from "../table.js";

const EVERY_MS = 5_000;

/** A branch that can be folded. */
function Branch({ title, detail, open = false, children }) {
  return html`
    <li>
      <details open=${open}>
        <summary><b>${title}</b> <span class="quiet">${detail}</span></summary>
        <ul>
          ${children}
        </ul>
      </details>
    </li>
  `;
}

function Leaf({ title, detail }) {
  return html`<li class="leaf"><span>${title}</span> <span class="quiet">${detail}</span></li>`;
}

function Endpoint({ endpoint, node }) {
  const { listeners, mounts, sockets, connections } = endpoint;
  return html`
    <${Branch} title="Endpoint" detail=${`${endpoint.url}, up for ${duration(endpoint.age_ms)}`} open>
      ${listeners.map(
        (each) => html`
          <${Leaf}
            key=${each.port}
            title=${`Listener ${each.scheme} ${each.address}:${each.port}`}
            detail=${`${each.state}, ${count(each.connections)} of ${count(each.max_connections)} connections, ${count(each.websockets)} WebSockets`}
          />
        `,
      )}
      ${mounts.map(
        (each) => html`
          <${Leaf}
            key=${each.path}
            title=${`${each.path} → ${each.handler}`}
            detail=${`${each.transport}, ${each.options}`}
          />
        `,
      )}
      <${Branch}
        title="Sockets"
        detail=${sockets.length < connections
          ? `${count(connections)}, of which ${count(sockets.length)} are shown`
          : count(connections)}
        open=${sockets.length <= 20}
      >
        ${sockets.map((each) => html`<${Socket} key=${each.connection} socket=${each} node=${node} />`)}
        ${sockets.length === 0 && html`<li class="leaf quiet">No sockets yet.</li>`}
      <//>
    <//>
  `;
}

function Socket({ socket, node }) {
  const link = html`
    <a href=${href("sockets", { connection: socket.connection, node })}>
      ${socket.handler} ${socket.connection}
    </a>
  `;
  return html`
    <${Branch}
      title=${link}
      detail=${`${socket.id ? `${socket.id}, ` : ""}${socket.peer}, ${duration(socket.age_ms)}`}
    >
      ${socket.channels.map(
        (each) => html`
          <${Leaf}
            key=${each.topic}
            title=${html`<a href=${href("topics", { topic: each.topic })}>${each.topic}</a>`}
            detail=${`${each.channel}, ${each.status}, ${count(each.handled)} handled, ${count(each.mailbox)} waiting, ${duration(each.age_ms)}`}
          />
        `,
      )}
      ${socket.more_channels > 0 &&
      html`<li class="leaf quiet">and ${count(socket.more_channels)} more</li>`}
      ${socket.channels.length === 0 && html`<li class="leaf quiet">It has joined nothing.</li>`}
    <//>
  `;
}

function Presence({ presence }) {
  return html`
    <${Branch} title=${`Presence ${presence.name}`} detail="" open>
      ${presence.replicas.map(
        (each) => html`
          <${Leaf}
            key=${each.node}
            title=${each.node}
            detail=${`${each.state} since ${time(each.since)}`}
          />
        `,
      )}
      ${presence.replicas.length === 0 && html`<li class="leaf quiet">It is on this node alone.</li>`}
    <//>
  `;
}

export function Tree() {
  const listing = useListing("tree", {}, { every: EVERY_MS });
  return html`
    <div>
      ${listing.rows === null && html`<p class="empty" aria-busy="true">Asking…</p>`}
      <ul class="tree">
        ${listing.rows?.map(
          (row) => html`
            <${Branch} key=${row.node} title=${row.node} detail="" open>
              <${Endpoint} endpoint=${row.endpoint} node=${row.node} />
              <${Branch}
                title="PubSub"
                detail=${`${row.pubsub.adapter}, ${row.pubsub.state}, ${count(row.pubsub.topics)} topics`}
                open
              >
                ${row.pubsub.members.map(
                  (each) => html`<${Leaf} key=${each} title=${each} detail="member" />`,
                )}
              <//>
              ${row.presences.map((each) => html`<${Presence} key=${each.name} presence=${each} />`)}
            <//>
          `,
        )}
      </ul>
      <${Foot} listing=${{ ...listing, rows: null }} />
    </div>
  `;
}

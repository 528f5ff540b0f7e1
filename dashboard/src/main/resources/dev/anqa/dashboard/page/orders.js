// What changes something: asked for once more, done, and told.
import { html, useEffect, useRef } from "./vendor/htm-preact.module.js";
import { connection, steer } from "./connection.js";
import { store, useStore } from "./store.js";

const TOLD_MS = 6_000;

/** The order that waits for a yes; null for none. */
const waiting = store(null);

/** What was told a moment ago: [{number, text, failed}]. */
const told = store([]);
let numbers = 0;

export function tell(text, failed = false) {
  const number = ++numbers;
  told.set([...told.get(), { number, text, failed }]);
  setTimeout(() => told.set(told.get().filter((each) => each.number !== number)), TOLD_MS);
}

/** The node of a row, unless it is the one that is asked anyway. */
function elsewhere(node) {
  return node === connection.get().node ? {} : { node };
}

export function disconnect(row) {
  waiting.set({
    title: `Disconnect connection ${row.connection}?`,
    text: `It is closed with 1001. Its client may connect again.`,
    verb: "Disconnect",
    done: `Connection ${row.connection} was told to go.`,
    run: () => steer("disconnect", { connection: row.connection, ...elsewhere(row.node) }),
  });
}

export function disconnectId(id) {
  waiting.set({
    title: `Disconnect ${id}?`,
    text: `All connections of this id, on all nodes, are closed with 1001.`,
    verb: "Disconnect all",
    done: `The connections of ${id} were told to go.`,
    run: () => steer("disconnect", { id }),
  });
}

export function kick(row, topic) {
  waiting.set({
    title: `Kick connection ${row.connection} off ${topic}?`,
    text: `The channel ends, and its client sees phx_close. The connection stays.`,
    verb: "Kick",
    done: `Connection ${row.connection} was kicked off ${topic}.`,
    run: () =>
      steer("kick", { connection: row.connection, topic, ...elsewhere(row.node) }),
  });
}

async function run(order) {
  try {
    const { result, reason } = await order.run();
    if (result === "ok") tell(order.done);
    else tell(`${order.done} ${result}: ${reason}`, true);
  } catch (error) {
    tell(error.message, true);
  }
}

/** The question, and what is told. */
export function Orders() {
  const order = useStore(waiting);
  const dialog = useRef(null);
  useEffect(() => {
    if (order) dialog.current.showModal();
  }, [order]);
  const yes = () => {
    dialog.current.close();
    run(order);
  };
  return html`
    <div>
      ${order &&
      html`
        <dialog ref=${dialog} aria-labelledby="order" onClose=${() => waiting.set(null)}>
          <h2 id="order">${order.title}</h2>
          <p>${order.text}</p>
          <div class="buttons">
            <button type="button" onClick=${() => dialog.current.close()}>Cancel</button>
            <button type="button" class="danger" onClick=${yes}>${order.verb}</button>
          </div>
        </dialog>
      `}
      <div class="told" role="status" aria-live="polite">
        ${useStore(told).map(
          ({ number, text, failed }) => html`
            <p key=${number} class=${failed ? "failed" : ""}>${text}</p>
          `,
        )}
      </div>
    </div>
  `;
}

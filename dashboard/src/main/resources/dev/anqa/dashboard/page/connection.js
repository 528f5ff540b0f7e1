// The socket to the node that served the page: its state, questions and orders.
import { store } from "./store.js";

/** How long an answer may take; the server waits two seconds for other nodes. */
const PATIENCE_MS = 10_000;

/**
 * state: "connecting", "open", "reconnecting", or "refused" when this page may not be seen any
 * more. endpoint: its name. node: the one that serves this page. nodes: the cluster as it sees it.
 */
export const connection = store({ state: "connecting", endpoint: "", node: "", nodes: [] });

const path = new URL("socket", location.href.replace(/#.*/, "")).pathname;
const socket = new window.Phoenix.Socket(path);
const asking = socket.channel("anqa:dashboard:ask");
const steering = socket.channel("anqa:dashboard:steer");

export function connect() {
  socket.onClose(lost);
  socket.connect();
  asking.join().receive("ok", (cluster) => connection.set({ state: "open", ...cluster }));
  steering.join();
}

function lost() {
  if (connection.get().state !== "refused") {
    connection.patch({ state: "reconnecting" });
    seeWhetherRefused();
  }
}

/** A WebSocket does not tell why it was refused, but the page does. */
async function seeWhetherRefused() {
  try {
    const answer = await fetch(location.pathname, { method: "HEAD", cache: "no-store" });
    if (answer.status === 403) {
      socket.disconnect();
      connection.patch({ state: "refused" });
    }
  } catch {
    // The node is away, so the socket tries again.
  }
}

/** The answer to a push, or an Error with the reason. */
export function answer(push) {
  return new Promise((resolve, reject) => {
    push
      .receive("ok", resolve)
      .receive("error", ({ reason }) => reject(new Error(reason)))
      .receive("timeout", () => reject(new Error("the node did not answer in time")));
  });
}

/** Asks what GET /admin/CALL would. */
export function ask(call, params = {}) {
  return answer(asking.push("ask", { call, params }, PATIENCE_MS));
}

/** Orders "disconnect" or "kick". */
export function steer(order, params) {
  return answer(steering.push(order, params, PATIENCE_MS));
}

/** A further channel. */
export function channel(topic, params) {
  return socket.channel(topic, params);
}

/** Looks which nodes there are now. */
export function refreshNodes() {
  ask("nodes").then(
    (cluster) => connection.patch(cluster),
    () => {}, // The banner tells when the connection is lost.
  );
}

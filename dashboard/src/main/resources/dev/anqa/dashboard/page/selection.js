// Which node is looked at: "" for the one that serves the page, a name, or ALL.
import { connection } from "./connection.js";
import { store } from "./store.js";

export const ALL = "*";
export const selection = store("");

/** What to add to the parameters of a question. */
export function where(selected) {
  if (selected === ALL) return { cluster: true };
  return selected ? { node: selected } : {};
}

/** The nodes that are looked at. */
export function selectedNodes(selected) {
  const { node, nodes } = connection.get();
  if (selected === ALL) return nodes;
  return selected || node ? [selected || node] : [];
}

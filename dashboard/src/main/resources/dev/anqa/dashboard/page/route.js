// Which view is shown, in the fragment of the address: #/sockets?peer=10.0.0.1
import { store } from "./store.js";

function read() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  return { view: path || "overview", params: Object.fromEntries(new URLSearchParams(query)) };
}

export const route = store(read());
addEventListener("hashchange", () => route.set(read()));

/** The address of a view; parameters that are empty are left out. */
export function href(view, params = {}) {
  const some = Object.entries(params).filter(
    ([, value]) => value !== "" && value !== null && value !== undefined,
  );
  const query = new URLSearchParams(some).toString();
  return `#/${view}${query ? `?${query}` : ""}`;
}

export function go(view, params) {
  location.hash = href(view, params);
}

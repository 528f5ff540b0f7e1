// Values that several parts of the page show.
import { useEffect, useState } from "./vendor/htm-preact.module.js";

/** A value that tells who is interested when it changes. */
export function store(value) {
  const listeners = new Set();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const listener of listeners) listener();
    },
    /** Changes some fields. */
    patch(fields) {
      this.set({ ...value, ...fields });
    },
    /** Calls back on each change; the returned function ends that. */
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The value of a store, in a component that is drawn anew when it changes. */
export function useStore(of) {
  const [, draw] = useState(0);
  useEffect(() => of.listen(() => draw((count) => count + 1)), [of]);
  return of.get();
}

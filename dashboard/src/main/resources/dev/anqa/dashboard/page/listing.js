// A listing of the node or cluster that is kept fresh while it is looked at.
import { useCallback, useEffect, useRef, useState } from "./vendor/htm-preact.module.js";
import { ask, connection } from "./connection.js";
import { selection, where } from "./selection.js";
import { useStore } from "./store.js";

const EVERY_MS = 2_000;

/** All nodes are asked less often: each answers. */
const CLUSTER_EVERY_MS = 5_000;

const EMPTY = { rows: null, next: {}, unanswered: {}, error: null, paged: false };

/**
 * Rows of a call, asked again and again, the next time a while after the answer; not while the page
 * is hidden, nor while further pages are shown.
 *
 * rows is null until the first answer. more() shows the next page too; refresh() begins anew.
 */
export function useListing(call, params, { every } = {}) {
  const selected = useStore(selection);
  const { state } = useStore(connection);
  const [listing, setListing] = useState(EMPTY);
  const asked = JSON.stringify([call, params, selected]);
  const paged = useRef(false);
  const [round, setRound] = useState(0);

  useEffect(() => {
    if (state !== "open") return;
    let over = false;
    let timer;
    paged.current = false;
    const look = async () => {
      if (!document.hidden && !paged.current) {
        const answer = await question(call, { ...params, ...where(selected) });
        if (over) return;
        if (!paged.current) setListing((before) => ({ ...before, ...answer, paged: false }));
      }
      timer = setTimeout(look, every ?? (selected === "*" ? CLUSTER_EVERY_MS : EVERY_MS));
    };
    look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [asked, state, round]);

  useEffect(() => () => setListing(EMPTY), [asked]);

  const more = useCallback(async () => {
    paged.current = true;
    const pages = await Promise.all(
      Object.entries(listing.next).map(([node, after]) =>
        question(call, { ...params, node, after }),
      ),
    );
    setListing((before) => ({
      ...before,
      rows: [...before.rows, ...pages.flatMap((page) => page.rows ?? [])],
      next: Object.assign({}, ...pages.map((page) => page.next)),
      error: pages.find((page) => page.error)?.error ?? null,
      paged: true,
    }));
  }, [asked, listing.next]);

  return { ...listing, more, refresh: () => setRound((count) => count + 1) };
}

async function question(call, params) {
  try {
    const answer = await ask(call, params);
    return { rows: answer[call], next: answer.next, unanswered: answer.unanswered, error: null };
  } catch (error) {
    return { next: {}, unanswered: {}, error: error.message };
  }
}

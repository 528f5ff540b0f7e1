// A listing of the node or cluster that is kept fresh while it is looked at.
import { useEffect, useRef, useState } from "./vendor/htm-preact.module.js";
import { ask, connection } from "./connection.js";
import { ALL, selection, where } from "./selection.js";
import { useStore } from "./store.js";

const EVERY_MS = 2_000;

/** All nodes are asked less often: each answers. */
const CLUSTER_EVERY_MS = 5_000;

const EMPTY = { rows: null, next: {}, unanswered: {}, error: null, paged: false, waiting: false };

/**
 * Rows of a call, asked again and again, the next time a while after the answer; not while the page
 * is hidden, nor while further pages are shown. A node among the parameters is asked whichever is
 * chosen.
 *
 * everywhere: of all nodes, whichever is chosen. part: the parameter that names what has a page of
 * its own. rows is null until the first answer. answer is the latest first page. more() shows the
 * next page too; refresh() begins anew.
 */
export function useListing(call, params, { every, everywhere = false, part = "node" } = {}) {
  const selected = useStore(selection);
  const { state } = useStore(connection);
  const [listing, setListing] = useState(EMPTY);
  const place = params.node ? {} : where(everywhere ? ALL : selected);
  const asked = JSON.stringify([call, params, place]);
  const paged = useRef(false);
  const [round, setRound] = useState(0);

  /** Another object each time that it begins anew: then nobody waits for earlier answers. */
  const era = useRef(null);

  useEffect(() => {
    if (state !== "open") return;
    const begun = {};
    let timer;
    era.current = begun;
    paged.current = false;
    const look = async () => {
      if (!document.hidden && !paged.current) {
        const answer = await question(call, { ...params, ...place });
        if (era.current !== begun) return;
        if (!paged.current)
          setListing((before) => ({ ...before, ...answer, paged: false, waiting: false }));
      }
      timer = setTimeout(look, every ?? (place.cluster ? CLUSTER_EVERY_MS : EVERY_MS));
    };
    look();
    return () => {
      era.current = null;
      clearTimeout(timer);
    };
  }, [asked, state, round]);

  useEffect(() => () => setListing(EMPTY), [asked]);

  const more = async () => {
    const begun = era.current;
    paged.current = true;
    setListing((before) => ({ ...before, waiting: true }));
    const parts = Object.keys(listing.next);
    const pages = await Promise.all(
      parts.map((name) =>
        question(call, { ...params, [part]: name, after: listing.next[name] }),
      ),
    );
    if (begun !== null && era.current === begun)
      setListing((before) => further(before, parts, pages));
  };

  return { ...listing, more, refresh: () => setRound((count) => count + 1) };
}

/** What is shown with the next pages of these parts; one that did not answer can be asked again. */
function further(before, parts, pages) {
  const next = { ...before.next };
  const unanswered = { ...before.unanswered };
  parts.forEach((name, i) => {
    const page = pages[i];
    delete unanswered[name];
    Object.assign(unanswered, page.unanswered);
    if (!page.error && !page.unanswered[name]) {
      delete next[name];
      Object.assign(next, page.next);
    }
  });
  return {
    ...before,
    rows: [...before.rows, ...pages.flatMap((page) => page.rows ?? [])],
    next,
    unanswered,
    error: pages.find((page) => page.error)?.error ?? null,
    paged: true,
    waiting: false,
  };
}

async function question(call, params) {
  try {
    const answer = await ask(call, params);
    const { next, unanswered } = answer;
    return { answer, rows: answer[call], next, unanswered, error: null };
  } catch (error) {
    return { next: {}, unanswered: {}, error: error.message };
  }
}

// The numbers of nodes, a sample each second, as they come over their channels.
import { channel, connection } from "./connection.js";
import { store } from "./store.js";

/** What charts show at most, and at least. */
export const SECONDS = 300;
const LEAST_SECONDS = 60;

/** How many nodes are watched at a time. */
export const MOST_NODES = 32;

/** A node that sent nothing for so long when it should have is silent. */
const SILENT_MS = 3_000;

/** How long nodes rest between two samples, if they do not say. */
const PAUSE_MS = 1_000;

/** Clocks that differ by more are brought together. */
const MOST_SKEW_MS = 5_000;

/** By node: the samples of the last minutes, the oldest first, and when the last one came. */
export const samples = store(new Map());

const channels = new Map();

/** So that silence is seen, too. */
setInterval(() => {
  if (channels.size > 0) samples.set(samples.get());
}, 2_000);

/** Watches these nodes from now on, and no others. */
export function watch(nodes) {
  const wanted = new Set(nodes.slice(0, MOST_NODES));
  for (const [node, joined] of channels) {
    if (!wanted.has(node)) {
      joined.leave();
      channels.delete(node);
      samples.get().delete(node);
    }
  }
  for (const node of wanted) {
    if (!channels.has(node)) channels.set(node, join(node));
  }
  samples.set(samples.get());
}

function join(node) {
  const of = { list: [], heard: Date.now(), skew: 0, error: null };
  samples.get().set(node, of);
  const joining = channel(`anqa:dashboard:stats:${connection.get().endpoint}:${node}`);
  joining.on("sample", (sample) => {
    if (Math.abs(sample.at + of.skew - Date.now()) > MOST_SKEW_MS) of.skew = Date.now() - sample.at;
    add(of, [sample]);
  });
  joining
    .join()
    .receive("ok", ({ history }) => add(of, history))
    .receive("error", ({ reason }) => {
      of.error = reason;
      samples.set(samples.get());
    });
  return joining;
}

function add(of, some) {
  const last = of.list.at(-1)?.at ?? 0;
  const oldest = Date.now() - of.skew - SECONDS * 1000;
  of.list.push(...some.filter((sample) => sample.at > last));
  while (of.list.length > 0 && of.list[0].at < oldest) of.list.shift();
  of.heard = Date.now();
  of.error = null;
  samples.set(samples.get());
}

/** How long until the sample behind this one; large nodes take their time. */
function pause(sample) {
  return sample?.pause ?? PAUSE_MS;
}

/** The nodes that are watched and say nothing. */
export function silent() {
  return [...samples.get()]
    .filter(([, of]) => of.error || Date.now() - of.heard > pause(of.list.at(-1)) + SILENT_MS)
    .map(([node]) => node);
}

/** What several nodes have of these is not summed: the highest is told. */
const HIGHEST = new Set(["cpu", "deepest"]);

function together(name, one, other) {
  if (one === null || one === undefined) return other;
  return HIGHEST.has(name) ? Math.max(one, other) : one + other;
}

/** The newest number of a name, of all nodes together; undefined if no node has it. */
export function newest(kind, name) {
  return [...samples.get().values()]
    .map((of) => of.list.at(-1)?.[kind]?.[name])
    .filter((value) => value !== undefined)
    .reduce((sum, value) => together(name, sum, value), undefined);
}

/** The seconds that charts show: those of which there are samples, but not too few. */
function shown() {
  const all = [...samples.get().values()].filter((of) => of.list.length > 0);
  const oldest = Math.min(Date.now(), ...all.map((of) => of.list[0].at + of.skew));
  const end = Math.floor(Date.now() / 1000);
  const length = Math.min(SECONDS, Math.max(LEAST_SECONDS, end - Math.floor(oldest / 1000) + 1));
  return Array.from({ length }, (_, i) => end - length + 1 + i);
}

/** Seconds, and for each of the names the numbers of all nodes then; null for none. */
export function series(kind, names) {
  const seconds = shown();
  const columns = names.map(() => new Array(seconds.length).fill(null));
  for (const of of samples.get().values()) fill(columns, of, kind, names, seconds[0]);
  return [seconds, ...columns];
}

/** Adds one node's; a sample stands until the next, or until that is overdue by a second. */
function fill(columns, { list, skew }, kind, names, first) {
  const second = (sample) => Math.floor((sample.at + skew) / 1000) - first;
  list.forEach((sample, i) => {
    const at = second(sample);
    const next = i + 1 < list.length ? second(list[i + 1]) : at + 1;
    const overdue = at + Math.ceil(pause(sample) / 1000) + 2;
    for (let place = Math.max(at, 0); place < Math.min(next, overdue); place++) {
      names.forEach((name, column) => {
        const value = sample[kind][name];
        if (value !== undefined && place < columns[column].length)
          columns[column][place] = together(name, columns[column][place], value);
      });
    }
  });
}

/** The channels by route, of all nodes. */
export function routes() {
  const rows = new Map();
  for (const of of samples.get().values()) {
    for (const row of of.list.at(-1)?.routes ?? []) {
      const key = `${row.socket} ${row.route}`;
      const sum = rows.get(key) ?? { ...row, channels: 0, waiting: 0, deepest: 0 };
      sum.channels += row.channels;
      sum.waiting += row.waiting;
      sum.deepest = Math.max(sum.deepest, row.deepest);
      rows.set(key, sum);
    }
  }
  return [...rows.values()];
}

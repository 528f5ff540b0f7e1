// Numbers and times as people read them.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** 12,345; a dash for what is not known. */
export function count(value) {
  return value === null || value === undefined ? "–" : whole.format(value);
}

/** For axes and small places: 12.3K. */
export function compact(value) {
  if (value === null || value === undefined) return "–";
  return Math.abs(value) < 10 ? tenths.format(value) : short.format(value);
}

/** In a second. */
export function rate(value) {
  if (value === null || value === undefined) return "–";
  return `${value < 100 ? tenths.format(value) : whole.format(value)}/s`;
}

/** 1.5 MiB. */
export function bytes(value) {
  if (value === null || value === undefined) return "–";
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  let rest = value;
  while (rest >= 1024 && unit < units.length - 1) {
    rest /= 1024;
    unit++;
  }
  return `${rest < 10 && unit > 0 ? tenths.format(rest) : whole.format(rest)} ${units[unit]}`;
}

export function percent(value) {
  return value === null || value === undefined ? "–" : `${tenths.format(value)} %`;
}

/** 42 ms, 3.1 s, 5 min 12 s, 3 h 20 min, 4 d 2 h. */
export function duration(ms) {
  if (ms === null || ms === undefined) return "–";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const s = Math.floor(ms / 1000);
  if (s < 10) return `${tenths.format(ms / 1000)} s`;
  if (s < 60) return `${s} s`;
  const min = Math.floor(s / 60);
  if (min < 60) return `${min} min ${s % 60} s`;
  const h = Math.floor(min / 60);
  return h < 24 ? `${h} h ${min % 60} min` : `${Math.floor(h / 24)} d ${h % 24} h`;
}

/** 41 µs, 2.3 ms. */
export function micros(us) {
  if (us === null || us === undefined) return "";
  return us < 1000 ? `${us} µs` : duration(us / 1000);
}

/** The time of day of a moment; with its date if that is not today. */
export function time(iso) {
  const at = new Date(iso);
  const clock = at.toLocaleTimeString("en-GB");
  return at.toDateString() === new Date().toDateString()
    ? clock
    : `${at.toLocaleDateString("sv")} ${clock}`; // As 2026-11-25, here and not in Greenwich.
}

/** JSON as text on a line, cut where it is long. */
export function line(value, most = 160) {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

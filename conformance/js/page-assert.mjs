// What a page needs of node:assert/strict.

/** Text that is equal for equal values, whatever the order of their keys. */
function text(value) {
  return JSON.stringify(value, (key, each) =>
    each && typeof each === "object" && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

function check(holds, message) {
  if (!holds) throw new Error(message);
}

export const assert = {
  ok: (value, message = `not true: ${text(value)}`) => check(value, message),
  equal: (value, expected) => check(value === expected, `${text(value)}, not ${text(expected)}`),
  deepEqual: (value, expected) =>
    check(text(value) === text(expected), `${text(value)}, not ${text(expected)}`),
};

// The Lab that a test file drives; LAB_PORT comes by environment.
import assert from "node:assert/strict";

export const address = `127.0.0.1:${process.env.LAB_PORT}`;

/** Calls the control endpoint. */
export async function control(body) {
  const reply = await fetch(`http://${address}/lab/control`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(reply.status, 200);
  return reply.json();
}

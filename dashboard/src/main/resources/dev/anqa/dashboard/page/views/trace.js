// The next events of the node that serves this page, as they happen.
import { html, useEffect, useRef, useState } from "../vendor/htm-preact.module.js";
import { answer, channel, connection } from "../connection.js";
import { Json } from "../fields.js";
import { line, micros, time } from "../format.js";
import { href } from "../route.js";
import { useStore } from "../store.js";

const ENDS = {
  count: "as many came as were wanted",
  time: "its time was over",
  bytes: "as many bytes came as are allowed",
  closed: "it was stopped",
};

const COUNTS = [10, 100, 1000];
const TIMES = [10, 60, 600];

const IDLE = { state: "idle", entries: [], text: "" };

/** A trace over a channel of its own, that ends when the view is left. */
function useTrace() {
  const { state } = useStore(connection);
  const joined = useRef(null);
  const [kinds, setKinds] = useState([]);
  const [trace, setTrace] = useState(IDLE);

  useEffect(() => {
    if (state !== "open") return;
    const tracing = channel("anqa:dashboard:trace");
    joined.current = tracing;
    tracing.on("entries", ({ entries }) =>
      setTrace((before) => ({ ...before, entries: [...before.entries, ...entries] })),
    );
    tracing.on("end", ({ reason }) =>
      setTrace((before) => ({ ...before, state: "ended", text: `It ended: ${ENDS[reason]}.` })),
    );
    tracing.join().receive("ok", (reply) => setKinds(reply.kinds));
    return () => {
      tracing.leave();
      setTrace((before) =>
        before.state === "running" ? { ...before, state: "ended", text: "It was left." } : before,
      );
    };
  }, [state]);

  const start = async (params) => {
    setTrace({ ...IDLE, state: "running", text: "Waiting for events…" });
    try {
      await answer(joined.current.push("start", { params }));
    } catch (error) {
      setTrace({ ...IDLE, state: "failed", text: error.message });
    }
  };
  const stop = () => joined.current.push("stop", {});
  return { kinds, trace, start, stop };
}

function read(form, kinds) {
  const data = new FormData(form);
  const text = (name) => data.get(name).trim();
  const some = data.getAll("kinds");
  return {
    kinds: some.length < kinds.length ? some : [],
    topic: text("topic"),
    id: text("id"),
    peer: text("peer"),
    connection: text("connection") ? Number(text("connection")) : "",
    count: Number(data.get("count")),
    seconds: Number(data.get("seconds")),
  };
}

function Form({ params, kinds, running, start, stop }) {
  const submit = (event) => {
    event.preventDefault();
    start(read(event.target, kinds));
  };
  const field = (name, label, placeholder) => html`
    <label>
      <span>${label}</span>
      <input
        name=${name}
        defaultValue=${params[name] ?? ""}
        placeholder=${placeholder}
        inputmode=${name === "connection" ? "numeric" : undefined}
        pattern=${name === "connection" ? "[0-9]*" : undefined}
        autocomplete="off"
        spellcheck=${false}
      />
    </label>
  `;
  const choice = (name, label, values, chosen, unit) => html`
    <label>
      <span>${label}</span>
      <select name=${name} defaultValue=${chosen}>
        ${values.map(
          (value) => html`
            <option key=${value} value=${value} selected=${value === chosen}>${value}${unit}</option>
          `,
        )}
      </select>
    </label>
  `;
  return html`
    <form class="filters" onSubmit=${submit} key=${JSON.stringify(params)}>
      ${field("topic", "Topic", "room:*")} ${field("id", "Id", "users_socket:7")}
      ${field("peer", "Address", "10.16.74.150")} ${field("connection", "Connection", "17")}
      ${choice("count", "Events", COUNTS, 100, "")} ${choice("seconds", "For", TIMES, 60, " s")}
      <fieldset>
        <legend>Kinds</legend>
        ${kinds.map(
          (kind) => html`
            <label class="check" key=${kind}>
              <input type="checkbox" name="kinds" value=${kind} defaultChecked />${kind}
            </label>
          `,
        )}
      </fieldset>
      <button type="submit" class="primary" disabled=${running || kinds.length === 0}>Trace</button>
      <button type="button" onClick=${stop} disabled=${!running}>Stop</button>
    </form>
  `;
}

function Entry({ entry }) {
  const { at, kind, connection: number, node, topic, event, args, result, reply, took_us } = entry;
  return html`
    <li>
      <details>
        <summary>
          <time datetime=${at}>${time(at)}</time>
          <span class="kind" data-kind=${kind}>${kind}</span>
          ${topic && html`<span class="topic">${topic}</span>`}
          ${event && html`<b>${event}</b>`}
          ${args !== null && html`<code>${line(args)}</code>`}
          ${result && html`<span>→ ${line(result, 80)}</span>`}
          ${reply !== null && html`<code>${line(reply)}</code>`}
          <span class="quiet">${micros(took_us)}</span>
        </summary>
        ${number &&
        html`<p>
          <a href=${href("sockets", { connection: number, node })}>Connection ${number}</a>
          ${" "}of ${entry.handler} from ${entry.peer}${entry.id ? `, ${entry.id}` : ""}
        </p>`}
        <${Json} value=${{ args, result, reply, took_us }} />
      </details>
    </li>
  `;
}

export function Trace({ params }) {
  const { node } = useStore(connection);
  const { kinds, trace, start, stop } = useTrace();
  const { entries, state, text } = trace;
  return html`
    <div>
      <p class="quiet">
        What happens on <b>${node}</b>, the node that serves this page; but not on the channels of
        dashboards. A trace is bounded, and ends with this view.
      </p>
      <${Form}
        params=${params}
        kinds=${kinds}
        running=${state === "running"}
        start=${start}
        stop=${stop}
      />
      <p class=${state === "failed" ? "problem" : "foot"} role="status">
        ${state === "idle" ? "Nothing is traced yet." : `${entries.length} events. ${text}`}
      </p>
      <ol class="trace" aria-label="Events" reversed>
        ${entries.map((entry, i) => html`<${Entry} key=${i} entry=${entry} />`).reverse()}
      </ol>
    </div>
  `;
}

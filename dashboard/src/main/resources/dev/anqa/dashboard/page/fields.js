// Fields that filter a listing. What is written becomes part of the address when it is sent.
import { html } from "./vendor/htm-preact.module.js";
import { go } from "./route.js";

/** fields: [{name, label, placeholder}]. */
export function Filters({ view, fields, params }) {
  const send = (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    go(view, Object.fromEntries(fields.map(({ name }) => [name, form.get(name).trim()])));
  };
  const filled = fields.some(({ name }) => params[name]);
  return html`
    <form class="filters" onSubmit=${send} key=${JSON.stringify(params)}>
      ${fields.map(
        ({ name, label, placeholder }) => html`
          <label key=${name}>
            <span>${label}</span>
            <input
              name=${name}
              defaultValue=${params[name] ?? ""}
              placeholder=${placeholder}
              autocomplete="off"
              spellcheck=${false}
            />
          </label>
        `,
      )}
      <button type="submit">Filter</button>
      ${filled && html`<button type="button" onClick=${() => go(view)}>Clear</button>`}
    </form>
  `;
}

/** A JSON value that can be unfolded. */
export function Json({ value }) {
  if (value === null || value === undefined) return null;
  return html`<pre class="json">${JSON.stringify(value, null, 1)}</pre>`;
}

// Keys that work everywhere but in fields.
import { html, useEffect, useRef } from "./vendor/htm-preact.module.js";

function isWriting(target) {
  return target.closest("input, select, textarea, dialog") !== null;
}

/** actions: by the key that calls them. */
export function useShortcuts(actions) {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const pressed = (event) => {
      const action = latest.current[event.key];
      if (action && !event.ctrlKey && !event.metaKey && !event.altKey && !isWriting(event.target)) {
        event.preventDefault();
        action();
      }
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}

/** The list of keys. */
export function Help({ open, close, views }) {
  const dialog = useRef(null);
  useEffect(() => {
    if (open) dialog.current.showModal();
  }, [open]);
  if (!open) return null;
  const keys = [
    ...views.map(([, label], i) => [String(i + 1), label]),
    ["/", "Search"],
    ["t", "Light, dark, or as the system"],
    ["?", "This list"],
    ["Esc", "Close"],
  ];
  return html`
    <dialog ref=${dialog} aria-labelledby="keys" onClose=${close}>
      <h2 id="keys">Keys</h2>
      <dl class="keys">
        ${keys.map(
          ([key, what]) => html`
            <div key=${key}><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>
          `,
        )}
      </dl>
      <div class="buttons"><button type="button" onClick=${() => dialog.current.close()}>Close</button></div>
    </dialog>
  `;
}

// A table whose rows can be sorted by each column.
import { html, useState } from "./vendor/htm-preact.module.js";

/** Orders rows by a value; texts by their letters, what is missing at the end. */
function sorted(rows, value, descending) {
  const direction = descending ? -1 : 1;
  return [...rows].sort((left, right) => {
    const [a, b] = [value(left), value(right)];
    if (a === b) return 0;
    if (a === null || a === undefined) return 1;
    if (b === null || b === undefined) return -1;
    return direction * (typeof a === "string" ? a.localeCompare(b) : a - b);
  });
}

/**
 * Roles are said, since narrow screens show rows as cards, and browsers then see no table.
 *
 * columns: [{label, value(row), cell(row), number, wide}]; without cell, the value is shown. empty:
 * what is said where there is no row. rows is null while they are not known.
 */
export function Table({ caption, columns, rows, rowKey, empty }) {
  const [order, setOrder] = useState({ by: null, descending: false });
  if (rows === null) return html`<p class="empty" aria-busy="true">Asking…</p>`;
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  const ordering = columns.find(({ label, value }) => value && label === order.by);
  const shown = ordering ? sorted(rows, ordering.value, order.descending) : rows;

  const sort = ({ label, number }) =>
    setOrder((before) => ({
      by: label,
      descending: before.by === label ? !before.descending : Boolean(number),
    }));
  const ariaSort = ({ label }) =>
    order.by !== label ? undefined : order.descending ? "descending" : "ascending";

  return html`
    <div class="scroll">
      <table role="table">
        <caption class="hidden">${caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            ${columns.map(
              (column) => html`
                <th
                  role="columnheader"
                  scope="col"
                  key=${column.label}
                  class=${column.number ? "number" : ""}
                  aria-sort=${ariaSort(column)}
                >
                  ${column.value
                    ? html`<button type="button" onClick=${() => sort(column)}>${column.label}</button>`
                    : html`<span class="hidden">${column.label}</span>`}
                </th>
              `,
            )}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${shown.map(
            (row) => html`
              <tr role="row" key=${rowKey(row)}>
                ${columns.map(
                  (column) => html`
                    <td
                      role="cell"
                      key=${column.label}
                      data-label=${column.value ? column.label : ""}
                      class=${[column.number && "number", column.wide && "wide"]
                        .filter(Boolean)
                        .join(" ")}
                    >
                      <div>${column.cell ? column.cell(row) : (column.value(row) ?? "–")}</div>
                    </td>
                  `,
                )}
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}

/** What belongs below a table of a listing: errors, who did not answer, further pages. */
export function Foot({ listing }) {
  const { error, unanswered, next, rows, paged, waiting, more, refresh } = listing;
  const further = Object.keys(next).length > 0;
  return html`
    <div>
      ${error && html`<p class="problem" role="alert">${error}</p>`}
      ${Object.entries(unanswered).map(
        ([node, reason]) => html`
          <p class="problem" role="alert" key=${node}>${node} did not answer: ${reason}</p>
        `,
      )}
      ${rows &&
      html`
        <p class="foot">
          ${rows.length} ${rows.length === 1 ? "row" : "rows"}${further ? ", and there are more " : " "}
          ${further &&
          html`<button type="button" class="small" disabled=${waiting} onClick=${more}>
            Show more
          </button>`}
          ${paged &&
          html`<button type="button" class="small" onClick=${refresh}>
            Back to the first, live
          </button>`}
        </p>
      `}
    </div>
  `;
}

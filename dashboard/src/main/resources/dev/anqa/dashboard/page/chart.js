// A chart of the last minutes.
import { html, useEffect, useRef, useState } from "./vendor/htm-preact.module.js";
import { bytes } from "./format.js";
import { SECONDS } from "./samples.js";

const HEIGHT = 128;

/** Steps of an axis of bytes, so that it shows 64 KiB and not 62.5. */
const POWERS_OF_TWO = Array.from({ length: 50 }, (_, i) => 2 ** i);

/** A colour of the style sheet as it is now, light or dark: a canvas knows no variables. */
function colour(name) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const seen = getComputedStyle(probe).color;
  probe.remove();
  return seen;
}

function options(width, lines, format, onCursor) {
  const axis = {
    stroke: colour("--quiet"),
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
    font: "11px system-ui, sans-serif",
  };
  return {
    width,
    height: HEIGHT,
    padding: [8, 6, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: "anqa" }, y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: { y: { range: (_, __, max) => [0, max > 0 ? max * 1.15 : 1] } },
    axes: [
      { ...axis, grid: { show: false }, size: 22, gap: 4, space: 70, values: (_, all) => all.map(clock) },
      {
        ...axis,
        size: 52,
        space: 34,
        incrs: format === bytes ? POWERS_OF_TWO : undefined,
        values: (_, all) => all.map(format),
      },
    ],
    series: [
      {},
      ...lines.map(({ colour: of }, i) => ({
        stroke: colour(of),
        fill: i === 0 ? colour("--accent-soft") : undefined,
        width: 1.5,
        points: { show: false },
        spanGaps: false,
      })),
    ],
    hooks: { setCursor: [(chart) => onCursor(chart.cursor.idx)] },
  };
}

function clock(second) {
  return new Date(second * 1000).toLocaleTimeString("en-GB");
}

/**
 * lines: [{label, colour, now}], in the order of the columns of data. format writes axes, exact the
 * numbers beside the title: the newest, or those under the pointer.
 */
export function Chart({ title, lines, data, format, exact = format, theme }) {
  const place = useRef(null);
  const chart = useRef(null);
  const [hovered, setHovered] = useState(null);

  useEffect(() => {
    const element = place.current;
    const draw = new window.uPlot(
      options(element.clientWidth, lines, format, setHovered),
      data,
      element,
    );
    const resize = new ResizeObserver(() =>
      draw.setSize({ width: element.clientWidth, height: HEIGHT }),
    );
    resize.observe(element);
    chart.current = draw;
    return () => {
      resize.disconnect();
      draw.destroy();
    };
  }, [theme]);

  useEffect(() => chart.current?.setData(data), [data]);

  const shown = (i) => {
    const at = hovered === null || hovered === undefined ? undefined : data[i + 1][hovered];
    return at ?? (hovered === null || hovered === undefined ? lines[i].now : null);
  };
  return html`
    <figure class="chart">
      <figcaption>
        <h3>${title}</h3>
        ${lines.map(
          ({ label, colour: of }, i) => html`
            <span class="key" data-colour=${of.slice(2)} key=${label}>
              ${label} <b>${exact(shown(i))}</b>
            </span>
          `,
        )}
      </figcaption>
      <div
        class="plot"
        ref=${place}
        role="img"
        aria-label=${`${title}, at most the last ${SECONDS / 60} minutes`}
      ></div>
    </figure>
  `;
}

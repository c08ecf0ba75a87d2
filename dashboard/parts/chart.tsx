import type { PlotOptions } from '@observablehq/plot';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { announce } from './announce.tsx';
import { download, pngOf, svgOf } from './chart-file.ts';
import { type Column, Table } from './table.tsx';

type Plot = typeof import('@observablehq/plot');

/** The colors of series, in order; they have light and dark versions. */
export const series_colors = [1, 2, 3, 4, 5, 6].map((n) => `var(--chart-${n})`);

function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A chart with its title, what it says in words, the same numbers as a table, and both as files. Keep `draw` stable. */
export function Chart<T extends object>(props: {
  title: string;
  summary: string;
  rows: T[];
  columns: Column<T>[];
  keyOf: (row: T) => string;
  draw: (plot: Plot, rows: T[], width: number) => PlotOptions;
}) {
  const { title, summary, rows, columns, keyOf, draw } = props;
  const [asTable, setAsTable] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const name = title.toLowerCase().replace(/\W+/g, '-');
  const csv = () => {
    const lines = [columns.map(({ header }) => header), ...rows.map((row) => columns.map(({ value }) => value(row)))];
    download(`${name}.csv`, 'text/csv', `${lines.map((line) => line.map(csvCell).join(',')).join('\n')}\n`);
  };
  const picture = async (kind: 'svg' | 'png') => {
    const svg = box.current && svgOf(box.current, title);
    if (!svg) return announce('The chart is not drawn yet; try again in a moment.');
    if (kind === 'svg') return download(`${name}.svg`, 'image/svg+xml', svg);
    await pngOf(svg).then(
      (png) => download(`${name}.png`, 'image/png', png),
      (error) => announce(error instanceof Error ? error.message : String(error)),
    );
  };
  return (
    <figure className="chart">
      <figcaption className="row between">
        <h3>{title}</h3>
        <span className="row">
          <button type="button" className="button plain" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {asTable ? 'Show chart' : 'Show table'}
          </button>
          <button type="button" className="button plain" onClick={csv}>
            CSV<span className="hidden"> of {title}</span>
          </button>
          {!asTable &&
            (['svg', 'png'] as const).map((kind) => (
              <button key={kind} type="button" className="button plain" onClick={() => void picture(kind)}>
                {kind.toUpperCase()}
                <span className="hidden"> of {title}</span>
              </button>
            ))}
        </span>
      </figcaption>
      {asTable ? (
        <Table label={title} rows={rows} columns={columns} keyOf={keyOf} sortable />
      ) : (
        <Drawing box={box} rows={rows} draw={draw} label={`${title}. ${summary}`} />
      )}
      <p className="muted small">{summary}</p>
    </figure>
  );
}

function Drawing<T>(props: {
  box: RefObject<HTMLDivElement | null>;
  rows: T[];
  label: string;
  draw: (plot: Plot, rows: T[], width: number) => PlotOptions;
}) {
  const { box: ref, rows, label, draw } = props;
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(box);
    return () => observer.disconnect();
  }, [ref]);
  useEffect(() => {
    let gone = false;
    // While a page is laid out a box may be narrower than a drawing's margins.
    if (width >= 160) {
      // The drawing library is large, so only a page with a chart loads it.
      import('@observablehq/plot').then((plot) => {
        if (gone || !ref.current) return;
        const style = { background: 'none', color: 'var(--ink)', fontSize: '12px' };
        const drawing = plot.plot({ width, style, ...draw(plot, rows, width) });
        // The box around it says in words what it shows; its parts would only be read out as noise.
        drawing.setAttribute('aria-hidden', 'true');
        ref.current.replaceChildren(drawing);
      });
    }
    return () => {
      gone = true;
    };
  }, [ref, rows, width, draw]);
  return <div ref={ref} className="plot" role="img" aria-label={label} />;
}

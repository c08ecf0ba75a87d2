import { useEffect, useRef, useState } from 'react';
import { useTheme } from '../parts/theme.ts';

/** Colors are drawn in so many steps, one path each: thousands of cells then cost a few dozen fills. */
const steps = 12;
const label_width = 132;

interface Shape {
  side: number;
  left: number;
  cell: number;
}

/** Names stand beside the rows where a row is high enough to read one. */
function shapeOf(width: number, count: number): Shape {
  const left = width > 560 && (width - label_width) / count >= 11 ? label_width : 0;
  const side = Math.min(width - left, Math.max(240, count * 30), 860);
  return { side, left, cell: side / count };
}

function paint(
  canvas: HTMLCanvasElement,
  models: string[],
  tone: (row: number, column: number) => number | null,
  shape: Shape,
) {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { side, left, cell } = shape;
  const scale = devicePixelRatio;
  canvas.width = Math.round((left + side) * scale);
  canvas.height = Math.round(side * scale);
  const colorOf = (name: string) => {
    canvas.style.color = `var(${name})`;
    return getComputedStyle(canvas).color;
  };
  const [more = '', less = '', ground = '', empty = '', ink = ''] = [
    '--chart-3',
    '--chart-2',
    '--surface',
    '--sunken',
    '--ink',
  ].map(colorOf);
  context.fillStyle = empty;
  context.fillRect(left * scale, 0, side * scale, side * scale);
  const edge = (place: number) => Math.round(place * cell * scale);
  const gap = cell * scale >= 8 ? 1 : 0;
  const paths = Array.from({ length: 2 * steps + 1 }, () => new Path2D());
  for (let row = 0; row < models.length; row++) {
    for (let column = 0; column < models.length; column++) {
      const value = row === column ? null : tone(row, column);
      if (value === null) continue;
      const [x, y] = [edge(column), edge(row)];
      paths[Math.round(value * steps) + steps]?.rect(
        x + left * scale,
        y,
        edge(column + 1) - x - gap,
        edge(row + 1) - y - gap,
      );
    }
  }
  paths.forEach((path, at) => {
    context.globalAlpha = 1;
    context.fillStyle = ground;
    context.fill(path);
    // A met pair is never quite without color, so that it differs from one that never met.
    context.globalAlpha = 0.08 + 0.92 * (Math.abs(at - steps) / steps);
    context.fillStyle = at >= steps ? more : less;
    context.fill(path);
  });
  context.globalAlpha = 1;
  if (left === 0) return;
  context.fillStyle = ink;
  context.font = `${Math.min(12, cell * 0.85) * scale}px ${getComputedStyle(canvas).fontFamily}`;
  context.textBaseline = 'middle';
  const fitting = (name: string) => {
    let text = name;
    while (text.length > 2 && context.measureText(text).width > (label_width - 6) * scale)
      text = `${text.slice(0, -2)}…`;
    return text;
  };
  models.forEach((name, at) => {
    context.fillText(fitting(name), 0, (at + 0.5) * cell * scale);
  });
}

/** A square of colored cells, row against column; one canvas, so that 300 models stay smooth. Keep `tone` stable. */
export function HeatMap(props: {
  models: string[];
  tone: (row: number, column: number) => number | null;
  label: string;
  picked: [number, number] | null;
  onPick: (row: number, column: number) => void;
}) {
  const { models, tone, label, picked, onPick } = props;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const { dark } = useTheme();
  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const shape = shapeOf(width, models.length);
  const { side, left, cell } = shape;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colors follow the theme; the shape follows width and models.
  useEffect(() => {
    if (canvas.current && width > 0) paint(canvas.current, models, tone, shape);
  }, [models, tone, width, dark]);
  const pick = (event: React.PointerEvent<HTMLCanvasElement>) => {
    const frame = event.currentTarget.getBoundingClientRect();
    const column = Math.floor((event.clientX - frame.left - left) / cell);
    const row = Math.floor((event.clientY - frame.top) / cell);
    if (column >= 0 && row >= 0 && column < models.length && row < models.length && column !== row) onPick(row, column);
  };
  return (
    <div ref={box} className="heat">
      <canvas
        ref={canvas}
        role="img"
        aria-label={label}
        style={{ width: left + side, height: side }}
        onPointerDown={pick}
        onPointerMove={(event) => event.pointerType === 'mouse' && pick(event)}
      />
      {picked && width > 0 && (
        <span
          className="picked"
          aria-hidden="true"
          style={{ left: left + picked[1] * cell, top: picked[0] * cell, width: cell, height: cell }}
        />
      )}
    </div>
  );
}

import type { WinMatrix } from '../../schema/contracts/index.ts';

/** What two models did against each other, seen from the first: shares of points, and their distance in standard errors. */
export interface Met {
  wins: number;
  losses: number;
  ties: number;
  observed: number;
  predicted: number | null;
  /** (observed − predicted) / √(predicted·(1 − predicted)/n): Pearson's residual; null without a prediction. */
  residual: number | null;
}

/** Looks pairs up by the places of their models. */
export type Lookup = (row: number, column: number) => Met | null;

/** A lookup of both directions of every pair that met. */
export function cellsOf(matrix: WinMatrix): Lookup {
  const count = matrix.models.length;
  const at = new Map<number, number>();
  matrix.a.forEach((a, index) => {
    at.set(a * count + (matrix.b[index] ?? 0), index);
  });
  const met = (index: number, turned: boolean): Met => {
    const [won = 0, lost = 0, ties = 0] = [matrix.wins_a[index], matrix.wins_b[index], matrix.ties[index]];
    const [wins, losses] = turned ? [lost, won] : [won, lost];
    const games = wins + losses + ties;
    const observed = games === 0 ? 0.5 : (wins + ties / 2) / games;
    const given = matrix.predicted[index] ?? null;
    const predicted = given === null ? null : turned ? 1 - given : given;
    const spread = predicted === null ? 0 : Math.sqrt((predicted * (1 - predicted)) / Math.max(1, games));
    const residual = predicted === null ? null : spread === 0 ? 0 : (observed - predicted) / spread;
    return { wins, losses, ties, observed, predicted, residual };
  };
  return (row, column) => {
    const straight = at.get(row * count + column);
    if (straight !== undefined) return met(straight, false);
    const turned = at.get(column * count + row);
    return turned === undefined ? null : met(turned, true);
  };
}

/** What the color of a cell says. */
export const matrix_views = ['observed', 'predicted', 'residual'] as const;
export type MatrixView = (typeof matrix_views)[number];

/** −1 to 1 for a cell: losses to wins, or fewer to more points than predicted (three standard errors are full color). */
export function toneOf(met: Met, view: MatrixView): number | null {
  if (view === 'observed') return 2 * met.observed - 1;
  if (view === 'predicted') return met.predicted === null ? null : 2 * met.predicted - 1;
  return met.residual === null ? null : Math.max(-1, Math.min(1, met.residual / 3));
}

/** A line on which accuracy after the last turn is the same: its ends within the square of CL and CS. */
export interface IsoLine {
  accuracy: number;
  ends: [{ cl: number; cs: number }, { cl: number; cs: number }];
}

/**
 * Lines of equal accuracy after correction, Acc2 = Acc1·CL + (1 − Acc1)·CS (Yang et al. 2024, arXiv 2412.19513), within 0..1 of both;
 * none where the first accuracy is 0 or 1, since one of the two is undefined then.
 */
export function isoLines(first: number, levels: number[]): IsoLine[] {
  if (first <= 0 || first >= 1) return [];
  const csAt = (accuracy: number, cl: number) => (accuracy - first * cl) / (1 - first);
  const clAt = (accuracy: number, cs: number) => (accuracy - (1 - first) * cs) / first;
  const inside = (n: number) => n >= -1e-9 && n <= 1 + 1e-9;
  return levels.flatMap((accuracy) => {
    const ends = [
      { cl: 0, cs: csAt(accuracy, 0) },
      { cl: clAt(accuracy, 1), cs: 1 },
      { cl: clAt(accuracy, 0), cs: 0 },
      { cl: 1, cs: csAt(accuracy, 1) },
    ].filter(({ cl, cs }) => inside(cl) && inside(cs));
    const [left, right] = [
      ends.reduce((a, b) => (b.cl < a.cl ? b : a), ends[0] ?? { cl: 0, cs: 0 }),
      ends.reduce((a, b) => (b.cl > a.cl ? b : a), ends[0] ?? { cl: 0, cs: 0 }),
    ];
    return ends.length < 2 || right.cl - left.cl < 1e-9 ? [] : [{ accuracy, ends: [left, right] }];
  });
}

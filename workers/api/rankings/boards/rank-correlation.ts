/** Spearman's rank correlation, ties at their mean rank; null where one side has no spread. */
export function spearman(x: number[], y: number[]): number | null {
  const ranks = (values: number[]) =>
    values.map((value) => {
      const below = values.filter((other) => other < value).length;
      return below + (values.filter((other) => other === value).length + 1) / 2;
    });
  const [rx, ry] = [ranks(x), ranks(y)];
  const mean = (x.length + 1) / 2;
  const sum = (of: (i: number) => number) => rx.reduce((total, _, i) => total + of(i), 0);
  const [dx, dy] = [(i: number) => (rx[i] ?? 0) - mean, (i: number) => (ry[i] ?? 0) - mean];
  const spread = Math.sqrt(sum((i) => dx(i) ** 2) * sum((i) => dy(i) ** 2));
  return spread === 0 ? null : sum((i) => dx(i) * dy(i)) / spread;
}

/** Kendall's τ-b; null where one side has no spread. */
export function kendall(x: number[], y: number[]): number | null {
  let [concordance, x_apart, y_apart] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const [dx, dy] = [Math.sign((x[i] ?? 0) - (x[j] ?? 0)), Math.sign((y[i] ?? 0) - (y[j] ?? 0))];
      concordance += dx * dy;
      x_apart += Math.abs(dx);
      y_apart += Math.abs(dy);
    }
  }
  const apart = Math.sqrt(x_apart * y_apart);
  return apart === 0 ? null : concordance / apart;
}

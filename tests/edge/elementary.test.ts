import { expect, test } from 'vitest';
import { atan, cos, exp, expm1, log, log1p, tanh } from '../../workers/api/metrics/elementary.ts';
import { uniform } from '../../workers/api/metrics/interval.ts';

/** How far apart two numbers are, in units of the last place of the larger. */
function units(a: number, b: number): number {
  return a === b ? 0 : Math.abs(a - b) / (Math.max(Math.abs(a), Math.abs(b)) * 2 ** -52);
}

test('elementary functions are those of Math to the last digits, over all sizes', () => {
  const random = uniform(1);
  for (let round = 0; round < 20_000; round++) {
    const x = (random() - 0.5) * 60;
    const small = (random() - 0.5) * 10 ** (-12 * random());
    const positive = 10 ** (600 * (random() - 0.5));
    expect(units(exp(x), Math.exp(x)), `exp ${x}`).toBeLessThanOrEqual(1);
    expect(units(log(positive), Math.log(positive)), `log ${positive}`).toBeLessThanOrEqual(1);
    for (const value of [small, Math.abs(x)])
      expect(units(log1p(value), Math.log1p(value)), `log1p ${value}`).toBeLessThanOrEqual(2);
    for (const value of [small, x])
      expect(units(expm1(value), Math.expm1(value)), `expm1 ${value}`).toBeLessThanOrEqual(2);
    for (const value of [small, x])
      expect(units(tanh(value), Math.tanh(value)), `tanh ${value}`).toBeLessThanOrEqual(3);
    expect(units(atan(Math.abs(x)), Math.atan(Math.abs(x))), `atan ${x}`).toBeLessThanOrEqual(1);
    expect(Math.abs(cos(x) - Math.cos(x)), `cos ${x}`).toBeLessThanOrEqual(2 ** -52);
  }
});

test('the ends are as IEEE 754 has them', () => {
  expect([exp(0), exp(Number.NEGATIVE_INFINITY), exp(710), exp(-746), exp(-745)]).toEqual([
    1,
    0,
    Number.POSITIVE_INFINITY,
    0,
    5e-324,
  ]);
  expect([log(1), log(0), log(Number.POSITIVE_INFINITY)]).toEqual([
    0,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
  ]);
  expect([log(-1), exp(Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
  expect(log(5e-324)).toBe(Math.log(5e-324));
  expect([log1p(0), expm1(0), cos(0), log1p(-1), expm1(-800), expm1(800)]).toEqual([
    ...[0, 0, 1, Number.NEGATIVE_INFINITY, -1, Number.POSITIVE_INFINITY],
  ]);
});

/*
 * Elementary functions from additions, multiplications and divisions alone, whose every bit IEEE 754 fixes. JavaScript leaves the last
 * bit of Math.exp and its like to each engine, and engines differ: with these a published ranking comes to the same bytes anywhere.
 * The reductions and polynomials are those of fdlibm (Sun Microsystems 1993); errors stay below one unit in the last place, or two
 * for log1p and expm1, which follow Kahan.
 */

const ln2_high = 0.6931471803691238;
const ln2_low = 1.9082149292705877e-10;

const lowest = -1074;
const powers = new Float64Array(1024 - lowest);
for (let k = 0, up = 1; k < 1024; k++, up *= 2) powers[k - lowest] = up;
for (let k = -1, down = 0.5; k >= lowest; k--, down /= 2) powers[k - lowest] = down;
const power = (k: number): number => powers[k - lowest] ?? 0;

/** e^x. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019411) return 0;
  const k = Math.trunc(Math.LOG2E * x + (x < 0 ? -0.5 : 0.5));
  const high = x - k * ln2_high;
  const low = k * ln2_low;
  const r = high - low;
  const t = r * r;
  const tail = 6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8);
  const c = r - t * (0.16666666666666602 + t * (-0.0027777777777015593 + t * tail));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  // At the ends 2^k is no number, or one with few bits: the scaling goes in two steps.
  if (k > 1023) return y * 2 * power(k - 1);
  return k < -1021 ? y * power(k + 1000) * power(-1000) : y * power(k);
}

const real = new Float64Array(1);
const words = new Uint32Array(real.buffer);

/** The natural logarithm. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  const tiny = x < 2.2250738585072014e-308;
  real[0] = tiny ? x * 18014398509481984 : x;
  const top = words[1] ?? 0;
  let k = (top >>> 20) - 1023 - (tiny ? 54 : 0);
  words[1] = (top & 0xfffff) | 0x3ff00000;
  let m = real[0] ?? 1;
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd = w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586));
  const half = 0.5 * f * f;
  const sum = s * (half + (even + z * 0.6666666666666735 + z * odd));
  return k * ln2_high - (half - (sum + k * ln2_low) - f);
}

/** log(1 + x), exact for small x too. */
export function log1p(x: number): number {
  const u = 1 + x;
  if (u === 1) return x;
  return u < 1e300 ? (log(u) * x) / (u - 1) : log(u);
}

/** e^x − 1, exact for small x too. */
export function expm1(x: number): number {
  const u = exp(x);
  if (u === 1) return x;
  if (u === Number.POSITIVE_INFINITY || u - 1 === -1) return u - 1;
  return ((u - 1) * x) / log(u);
}

/** The cosine, for |x| up to some thousand. */
export function cos(x: number): number {
  const n = Math.round(x * 0.6366197723675814);
  const y = x - n * 1.5707963267341256 - n * 6.077100506506192e-11;
  const z = y * y;
  const turn = ((n % 4) + 4) % 4;
  if (turn % 2 === 0) {
    const tail = -2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11);
    const r = z * (0.0416666666666666 + z * (-0.001388888888887411 + z * (2.480158728947673e-5 + z * tail)));
    const value = 1 - (0.5 * z - z * r);
    return turn === 0 ? value : -value;
  }
  const tail = 2.7557313707070068e-6 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10);
  const r = 0.00833333333332249 + z * (-0.0001984126982985795 + z * tail);
  const value = y + z * y * (-0.16666666666666632 + z * r);
  return turn === 1 ? -value : value;
}

/** The hyperbolic tangent. */
export function tanh(x: number): number {
  const grown = expm1(2 * Math.abs(x));
  return Math.sign(x) * (grown === Number.POSITIVE_INFINITY ? 1 : grown / (grown + 2));
}

/** Angles with their tangents 0.5, 1, 1.5 and ∞, each with the rest that its double leaves out. */
const known_angles = [
  [0.4636476090008061, 2.2698777452961687e-17],
  [0.7853981633974483, 3.061616997868383e-17],
  [0.982793723247329, 1.3903311031230998e-17],
  [1.5707963267948966, 6.123233995736766e-17],
] as const;

/** The angle of a tangent of at least 0. */
export function atan(x: number): number {
  if (!(x >= 0.4375)) return x - x * arc(x);
  const [[angle, rest], turned] =
    x < 0.6875
      ? [known_angles[0], (2 * x - 1) / (2 + x)]
      : x < 1.1875
        ? [known_angles[1], (x - 1) / (x + 1)]
        : x < 2.4375
          ? [known_angles[2], (x - 1.5) / (1 + 1.5 * x)]
          : [known_angles[3], -1 / x];
  return angle - (turned * arc(turned) - rest - turned);
}

// 1 − atan(x)/x near 0.
function arc(x: number): number {
  const z = x * x;
  const w = z * z;
  const even = 0.06661073137387531 + w * (0.049768779946159324 + w * 0.016285820115365782);
  const odd = -0.058335701337905735 + w * -0.036531572744216916;
  const s1 = 0.3333333333333293 + w * (0.14285714272503466 + w * (0.09090887133436507 + w * even));
  const s2 = -0.19999999999876483 + w * (-0.11111110405462356 + w * (-0.0769187620504483 + w * odd));
  return z * s1 + w * s2;
}

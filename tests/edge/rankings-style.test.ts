import { describe, expect, it } from 'vitest';
import { uniform } from '../../workers/api/metrics/interval.ts';
import { bradleyTerry } from '../../workers/api/rankings/bradley-terry.ts';
import { lengthControlled, type StyledCount, styleControlled } from '../../workers/api/rankings/style-control.ts';
import { normalizedDifference, type StyleFeatures, styleFeatures } from '../../workers/api/rankings/style-features.ts';
import { made } from './crowd.ts';

const truth = [0.6, 0.2, -0.2, -0.6];
const none: StyleFeatures = { characters: 0, headings: 0, lists: 0, bold: 0 };

// A crowd that likes length: each model writes its own typical length, and raters add `taste` for the normalized difference.
function liking(seed: number, taste: number, raters = 40, each = 30): StyledCount[] {
  const random = uniform(seed);
  const lengthOf = (model: number) => (400 + 300 * model) * (0.5 + random());
  return Array.from({ length: raters * each }, (_, i) => {
    const a = Math.floor(random() * truth.length);
    const b = (a + 1 + Math.floor(random() * (truth.length - 1))) % truth.length;
    const [style_a, style_b] = [a, b].map((model) => ({
      ...none,
      characters: lengthOf(model),
      bold: Math.floor(random() * 4),
    }));
    const x = normalizedDifference(style_a?.characters ?? 0, style_b?.characters ?? 0);
    const won = random() < 1 / (1 + Math.exp((truth[b] ?? 0) - (truth[a] ?? 0) - taste * x));
    const names = { model_a: `m${a}`, model_b: `m${b}`, cluster: `r${i % raters}` };
    return {
      ...names,
      wins_a: Number(won),
      wins_b: Number(!won),
      ties: 0,
      style_a: style_a ?? none,
      style_b: style_b ?? none,
    };
  });
}

describe('the style of a text', () => {
  it('counts Markdown outside code blocks', () => {
    const text =
      '# Title\n\nSome **bold** and __more__.\n- one\n* two\n 3. three\n```\n# no heading\n- no item\n**no**\n```\n## End';
    expect(styleFeatures(text)).toEqual({ characters: text.length, headings: 2, lists: 3, bold: 2 });
    expect(styleFeatures('a #tag, 3.5 and 2*3*4 stay prose\n-dash')).toMatchObject({ headings: 0, lists: 0, bold: 0 });
    expect(styleFeatures('日本語😀').characters).toBe(4);
    expect([normalizedDifference(3, 1), normalizedDifference(0, 0), normalizedDifference(0, 2)]).toEqual([0.5, 0, -1]);
  });
});

describe('style control', () => {
  it('finds the taste for length, and strengths at equal length in 93 to 97 % of 95 % intervals', () => {
    let covered = 0;
    let found = 0;
    const boards = 200;
    for (let seed = 0; seed < boards; seed++) {
      const rows = liking(seed, 1.5);
      const fit = made(styleControlled(rows));
      for (const { model, low, high } of fit.entries) {
        const strength = truth[Number(model.slice(1))] ?? 0;
        if ((low ?? 9) <= strength && strength <= (high ?? -9)) covered += 1 / (boards * truth.length);
      }
      const spread = Math.sqrt(
        rows.reduce((sum, row) => sum + normalizedDifference(row.style_a.characters, row.style_b.characters) ** 2, 0) /
          rows.length,
      );
      const [length] = fit.style;
      if (length && length.low <= 1.5 * spread && 1.5 * spread <= length.high) found += 1 / boards;
    }
    expect(covered).toBeGreaterThan(0.93);
    expect(covered).toBeLessThan(0.97);
    // 200 intervals tell their coverage to ± 0.03.
    expect(found).toBeGreaterThan(0.91);
    expect(found).toBeLessThan(0.985);
  });

  it('turns a ranking that length had turned, and names what it found', () => {
    const rows = liking(1, 3, 100, 60);
    const order = (entries: { model: string }[]) => entries.map(({ model }) => model);
    expect(order(made(bradleyTerry(rows)).entries).at(-1)).toBe('m0');
    const fit = made(styleControlled(rows));
    expect(order(fit.entries)).toEqual(['m0', 'm1', 'm2', 'm3']);
    expect(fit.diagnostics.gradient_norm).toBeLessThanOrEqual(1e-8);
    const [length, headings, lists, bold] = fit.style;
    expect(length?.low).toBeGreaterThan(0);
    expect([headings?.value, lists?.value]).toEqual([0, 0]);
    expect((bold?.low ?? 1) <= 0 && 0 <= (bold?.high ?? -1)).toBe(true);
  });

  it('does not depend on which answer is called a', () => {
    const rows = liking(2, 1);
    const turned = rows.map((row, i) =>
      i % 2
        ? row
        : {
            ...row,
            model_a: row.model_b,
            model_b: row.model_a,
            wins_a: row.wins_b,
            wins_b: row.wins_a,
            style_a: row.style_b,
            style_b: row.style_a,
          },
    );
    const found = made(styleControlled(rows));
    for (const [i, { score }] of made(styleControlled(turned)).entries.entries())
      expect(score).toBeCloseTo(found.entries[i]?.score ?? 9, 8);
  });

  it('where style never differs it is Bradley–Terry', () => {
    const rows = liking(3, 0).map((row) => ({ ...row, style_a: none, style_b: none }));
    const plain = made(bradleyTerry(rows)).entries;
    for (const [i, entry] of made(styleControlled(rows)).entries.entries()) {
      expect(entry.score).toBeCloseTo(plain[i]?.score ?? 9, 8);
      expect(entry.se).toBeCloseTo(plain[i]?.se ?? 9, 8);
    }
  });
});

describe('length-controlled win rates', () => {
  it('are near the true ones at equal length, where plain ones are not', () => {
    const expected = truth.map(
      (x, i) => truth.reduce((sum, y, j) => (j === i ? sum : sum + 1 / (1 + Math.exp(y - x))), 0) / 3,
    );
    const { entries, diagnostics } = made(lengthControlled(liking(5, 2, 100, 100)));
    for (const { model, score, low, high } of entries) {
      expect(Math.abs(score - (expected[Number(model.slice(1))] ?? 9))).toBeLessThan(0.06);
      expect((low ?? 1) < score && score < (high ?? 0)).toBe(true);
    }
    expect(Number(diagnostics.length_coefficient)).toBeGreaterThan(0.5);
    expect(entries.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(2, 9);
  });
});

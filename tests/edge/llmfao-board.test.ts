import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import type { BoardAgreement } from '../../schema/contracts/leaderboard-reads.ts';
import type { Leaderboard, LeaderboardResult } from '../../schema/contracts/leaderboards.ts';
import { recompute } from '../../workers/api/rankings/offline/recompute.ts';
import { openTestPlatform } from '../platform.ts';
import { importLines } from './crowd-of.ts';
import { makeCampaign } from './rater.ts';

// The LLMFAO crowd (Ustalov 2023, CC BY 4.0): people's, GPT-3's and GPT-4's preferences between answers of open models.
const folder = ['../../shared/data/llmfao', '../../../shared/data/llmfao']
  .map((path) => join(import.meta.dirname, path))
  .find((path) => existsSync(path));
const platform = await openTestPlatform();
const read = (name: string) =>
  Papa.parse<Record<string, string>>(readFileSync(join(folder ?? '', name), 'utf8').trim(), { header: true }).data;
const choices: Record<string, string> = { left: 'a', right: 'b', tie: 'tie' };

test.skipIf(!folder)(
  'a real crowd through the API: people and two judges, by every method',
  { timeout: 300_000 },
  async () => {
    const project = await platform.project();
    const { id: campaign_id } = await makeCampaign(project, [], { name: 'LLMFAO' });
    const texts = readFileSync(join(folder ?? '', 'pairs-crowd.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const people = read('crowd-comparisons.csv');
    const shown = new Map(
      people.map(({ id = '', left = '', right = '', model_x = '' }) => [id, { left, right, model_x }]),
    );
    const comparison = new Map<string, string>();
    const known = texts.filter(({ id }) => shown.has(String(id)));
    for (let from = 0; from < known.length; from += 200) {
      const some = known.slice(from, from + 200);
      const comparisons = some.map((one) => ({
        ...{ prompt: one.text, response_a: one.result_x, response_b: one.result_y, tags: [one.type] },
        ...{ model_a: shown.get(String(one.id))?.left, model_b: shown.get(String(one.id))?.right },
      }));
      const { ids } = await project.json<{ ids: string[] }>('POST', `/v1/campaigns/${campaign_id}/comparisons`, {
        comparisons,
      });
      for (const [i, one] of some.entries()) comparison.set(String(one.id), ids[i] ?? '');
    }
    const lines = (rows: Record<string, string>[], who: (row: Record<string, string>) => object) =>
      rows.flatMap((row) => {
        const comparison_id = comparison.get(row.id ?? '');
        return comparison_id ? [{ comparison_id, choice: choices[row.winner ?? ''], ...who(row) }] : [];
      });
    const rated = (some: Record<string, string>[]) =>
      importLines(
        project,
        campaign_id,
        lines(some, ({ worker }) => ({ rater: worker })),
      );
    // A part first: the judges' verdicts on the rest have no ratings beside them yet.
    const early = (row: Record<string, string>) => Number(row.id) < 1000;
    const part = await rated(people.filter(early));
    const judges = await Promise.all(
      ['gpt3', 'gpt4'].map(async (name) => {
        const provider = { kind: 'chat', base_url: 'http://127.0.0.1:9', model: name };
        const judge = await project.json<{ id: string }>('POST', '/v1/judges', { name, mode: 'pair', provider });
        await importLines(
          project,
          campaign_id,
          lines(read(`${name}-crowd-comparisons.csv`), () => ({ judge_id: judge.id })),
        );
        return judge.id;
      }),
    );
    const board = async (fields: Record<string, unknown>) => {
      const { id } = await project.json<Leaderboard>('POST', '/v1/leaderboards', { name: 'b', campaign_id, ...fields });
      const { snapshot } = await project.json<LeaderboardResult>('GET', `/v1/leaderboards/${id}`);
      return { id, snapshot };
    };
    const settings = { source: { kind: 'ppi', judge_id: judges[1] }, prior_games: 0.1 };
    const corrected = await board({ settings });
    const counted = { labels: 505, verdicts: 778, lambda: expect.closeTo(0.079, 3) };
    expect(corrected.snapshot).toMatchObject({ status: 'ok', diagnostics: counted });
    const rest = await rated(people.filter((row) => !early(row)));
    const all = await board({});
    const leaders = Object.fromEntries(
      await Promise.all(
        ['bradley-terry', 'win-rate', 'davidson', 'rao-kupper', 'maximal-lottery', 'elo'].map(async (method) => {
          const { snapshot } = await board({ method });
          expect([method, snapshot?.status]).toEqual([method, 'ok']);
          return [method, snapshot?.rows[0]?.model];
        }),
      ),
    );
    // The lottery mixes models where the others name one.
    const first = 'GPT 4';
    expect(leaders).toEqual({
      ...{ 'bradley-terry': first, 'win-rate': first, davidson: first, 'rao-kupper': first, elo: first },
      'maximal-lottery': 'Platypus-2 Instruct (70B)',
    });
    for (const intervals of [{ kind: 'sandwich' }, { kind: 'bootstrap', rounds: 200 }]) {
      const { snapshot } = await board({ settings: { intervals } });
      const [top, same] = [snapshot?.rows[0], all.snapshot?.rows[0]];
      expect([top?.model, top?.score]).toEqual([same?.model, same?.score]);
      expect(top?.low).not.toBe(same?.low);
    }
    // What docs/leaderboards.md says of it.
    const { analysis, rows, diagnostics } = all.snapshot ?? {};
    expect([part.added + rest.added, rows?.length, analysis?.tiers?.length]).toEqual([8931, 59, 3]);
    expect(analysis?.dispersion).toMatchObject({ value: expect.closeTo(1.418, 3), p_value: expect.closeTo(0.005, 3) });
    expect(analysis?.hodge).toMatchObject({ gradient_share: expect.closeTo(0.533, 3) });
    expect(analysis?.cycles).toMatchObject({ triples: 7316, cyclic: 510, significant: 0 });
    expect(analysis?.drop_k).toMatchObject({ leader: first, successor: 'Platypus-2 Instruct (70B)', ratings: 13 });
    expect(diagnostics?.gradient_norm).toBeLessThan(1e-9);
    const agreements = [
      [0.716, 0.54],
      [0.731, 0.537],
    ];
    for (const [at, judge_id] of judges.entries()) {
      const judged = await board({ settings: { source: { kind: 'judge', judge_id }, prior_games: 0.1 } });
      const both = await project.json<BoardAgreement>('GET', `/v1/leaderboards/${all.id}/agreement?with=${judged.id}`);
      expect(both.spearman).toBeCloseTo(agreements[at]?.[0] ?? 0, 2);
      expect(both.kendall).toBeCloseTo(agreements[at]?.[1] ?? 0, 2);
    }
    const styled = await board({ settings: { style_control: true } });
    expect(styled.snapshot?.diagnostics).toMatchObject({ ratings: 8931, without_style: 0, clusters: 124 });
    expect(styled.snapshot?.analysis?.style).toEqual(
      Object.entries({
        characters: [0.155, 0.04, 0.27],
        headings: [-0.22, -0.281, -0.159],
        lists: [-0.07, -0.123, -0.017],
        bold: [-0.041, -0.074, -0.009],
      }).map(([feature, [value = 0, low = 0, high = 0]]) => ({
        feature,
        ...{ value: expect.closeTo(value, 3), low: expect.closeTo(low, 3), high: expect.closeTo(high, 3) },
      })),
    );
    const [top] = styled.snapshot?.analysis?.length_controlled ?? [];
    expect(top).toMatchObject({ model: first, win_rate: expect.closeTo(0.724, 3) });
    const crowd = await board({ method: 'crowd-bt' });
    expect(crowd.snapshot?.diagnostics).toMatchObject({ raters: 124 });
    expect(crowd.snapshot?.diagnostics?.gradient_norm).toBeLessThan(1e-9);
    const weighed = await board({ method: 'rater-weighted' });
    expect(weighed.snapshot?.diagnostics?.effective_raters).toBeCloseTo(34.88, 2);
    // Of whom two are flagged for it: docs/quality.md.
    expect(weighed.snapshot?.diagnostics?.blocs).toBe('3 for Weaver 12k');
    for (const { snapshot } of [styled, crowd, weighed]) expect(snapshot?.rows[0]?.model).toBe(first);
    for (const { id } of [all, corrected, styled, crowd, weighed]) {
      const file = await (await project.request(`/v1/leaderboards/${id}/export?part=snapshot`)).text();
      expect((await recompute(file)).same).toBe(true);
    }
  },
);

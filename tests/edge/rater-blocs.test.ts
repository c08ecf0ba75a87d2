import { expect, test } from 'vitest';
import type { Leaderboard, LeaderboardResult } from '../../schema/contracts/leaderboards.ts';
import type { CampaignQuality } from '../../schema/contracts/rater-quality.ts';
import type { Vote } from '../../workers/api/metrics/raters/rows.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';
import { blocCrowd } from './bloc-crowd.ts';
import { rateAll, ratedOf } from './crowd-of.ts';
import { makeCampaign } from './rater.ts';

const platform = await openTestPlatform();

async function imported(project: TestProject, votes: Vote[]): Promise<string> {
  const { id } = await makeCampaign(project, []);
  await rateAll(project, id, ratedOf(votes));
  return id;
}

async function standing(project: TestProject, campaign_id: string, method: string) {
  const fields = { name: method, campaign_id, method };
  const { id } = await project.json<Leaderboard>('POST', '/v1/leaderboards', fields);
  const { snapshot } = await project.json<LeaderboardResult>('GET', `/v1/leaderboards/${id}`);
  const score = snapshot?.rows.find(({ model }) => model === 'm2')?.score ?? Number.NaN;
  return { score, diagnostics: snapshot?.diagnostics ?? {} };
}

test('a group that votes for one model is told of, and a rater-weighted board stands as without it', async () => {
  const project = await platform.project();
  const truth = Array.from({ length: 12 }, (_, i) => 0.3 * i);
  const bloc = { share: 0.2, about: 2, direction: 'for' as const };
  const { votes, members } = blocCrowd({ seed: 1, truth, raters: 80, each: 30, bloc });
  const id = await imported(project, votes);
  const path = `/v1/campaigns/${id}`;
  const read = () => project.json<CampaignQuality>('GET', `${path}/quality`);
  const { blocs } = await read();
  expect(blocs).toMatchObject([{ model: 'm2', direction: 'for', raters: expect.closeTo(members.size, -1) }]);
  const likely = blocs[0]?.likely ?? [];
  expect(likely.length).toBeGreaterThan(5);
  expect(likely.map(({ probability }) => probability)).toEqual(
    likely.map(({ probability }) => probability).toSorted((x, y) => y - x),
  );
  const [first] = likely;
  const own = await project.json<{ data: { model_left: string; model_right: string; winner: string | null }[] }>(
    'GET',
    `${path}/raters/${first?.rater_id}/ratings?limit=100`,
  );
  const about = own.data.filter(({ model_left, model_right }) => [model_left, model_right].includes('m2'));
  expect(about.length).toBe(first?.votes);
  for (const { winner } of about) expect(winner).toBe('m2');

  const others = await imported(
    project,
    votes.filter(({ rater }) => !members.has(rater)),
  );
  const [plain, without] = [
    await standing(project, id, 'bradley-terry'),
    await standing(project, others, 'bradley-terry'),
  ];
  expect(plain.score - without.score).toBeGreaterThan(70);
  const [weighed, clean] = [
    await standing(project, id, 'rater-weighted'),
    await standing(project, others, 'rater-weighted'),
  ];
  expect(weighed.diagnostics.blocs).toMatch(/^\d+ for m2$/);
  expect(clean.diagnostics.blocs).toBeUndefined();
  expect(Math.abs(weighed.score - clean.score)).toBeLessThan(25);

  // Who was looked at and cleared is named no more; who is held counts no more, and so is not looked at.
  const [, second] = likely;
  await project.json('PATCH', `${path}/raters/${first?.rater_id}`, { held: false });
  await project.json('PATCH', `${path}/raters/${second?.rater_id}`, { held: true });
  const after = await read();
  const named = after.blocs.flatMap((one) => one.likely.map(({ rater_id }) => rater_id));
  expect(named.length).toBeGreaterThan(3);
  for (const gone of [first, second]) expect(named).not.toContain(gone?.rater_id);
});

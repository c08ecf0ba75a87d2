import { beforeAll, expect, test } from 'vitest';
import type { Job } from '../../schema/contracts/jobs.ts';
import type { Judge } from '../../schema/contracts/judges.ts';
import type { Shadow } from '../../schema/contracts/shadows.ts';
import { leaveBundle, registerBundle } from '../edge-bundle.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';
import { makeCampaign } from './rater.ts';

const platform = await openTestPlatform();
let project: TestProject;
let current: Judge;
let campaign_id: string;
const judge = (body: object) => project.json<Judge>('POST', '/v1/judges', body);
const named = async (name: string) => (await project.json<{ data: Judge[] }>('GET', `/v1/judges?name=${name}`)).data;
const start = <T = Job>(params: object, status = 201, owner = project) =>
  owner.json<T>('POST', '/v1/jobs', { recipe: 'edge_judge', params: { campaign: campaign_id, ...params } }, status);

beforeAll(async () => {
  project = await platform.project();
  const { id } = await registerBundle(platform, project);
  current = await judge({ name: 'in use', mode: 'pair', provider: { kind: 'edge', model: id } });
  campaign_id = (await makeCampaign(project, [])).id;
});

test('a job that names a judge puts its own into that one’s shadow when it is done, once', async () => {
  const job = await start({ beside: current.id, against: campaign_id, margin: 0.1 });
  const finish = await leaveBundle(platform, project, job);
  expect(await finish()).toEqual({ state: 'succeeded' });
  // The answer was lost on the way: the runner says it again.
  expect(await finish()).toEqual({ state: 'succeeded' });
  const made = await named('random-weights');
  expect(made).toMatchObject([{ mode: 'pair', version: 1, panel: [{ kind: 'edge' }] }]);
  const shadow = await project.json<Shadow>('GET', `/v1/judges/${made[0]?.id}/shadow`);
  const against = { kind: 'ratings', campaign_id };
  expect(shadow).toMatchObject({ state: 'shadow', beside: current.id, against, margin: 0.1 });
  const { message } = await project.json<Job>('GET', `/v1/jobs/${job.id}`);
  expect(message).toContain(`${made[0]?.id} stands in the shadow of ${current.id}`);
  const { data } = await project.json<{ data: { action: string; subject: string }[] }>('GET', '/v1/audit');
  const noted = data.filter(({ subject }) => subject === made[0]?.id).map(({ action }) => action);
  expect(noted.sort()).toEqual(['judge.create', 'judge.shadow']);

  const next = await start({ beside: current.id, margin: 0.2 });
  await (await leaveBundle(platform, project, next))();
  const [newest] = await named('random-weights');
  expect(newest?.version).toBe(2);
  expect(await project.json<Shadow>('GET', `/v1/judges/${newest?.id}/shadow`)).toMatchObject({
    against: { kind: 'teacher' },
  });
});

test('what a job left is kept, and it says why, where no judge can be made of it', async () => {
  const job = await start({ beside: current.id, against: campaign_id });
  const finish = await leaveBundle(platform, project, job, { manifest: { name: 'Not a name' } });
  expect(await finish()).toEqual({ state: 'succeeded' });
  const told = await project.json<Job>('GET', `/v1/jobs/${job.id}`);
  expect(told).toMatchObject({ state: 'succeeded', message: expect.stringContaining('no manifest of an edge model') });
});

test('a job is refused where its judge could not stand beside the one named, or its key makes no judges', async () => {
  const rule = await judge({ name: 'exact', mode: 'reference', provider: { kind: 'rule', verifier: 'exact' } });
  const steps = { ...{ name: 'steps', mode: 'steps', options: { split: 'lines' } }, provider: current.panel[0] };
  const by_step = await judge(steps);
  const nobody = current.id.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  for (const [params, told] of [
    [{ beside: nobody }, `there is no judge ${nobody}`],
    [{ beside: current.id, against: nobody.replace('jdg', 'cmp') }, 'there is no campaign'],
    [{ beside: rule.id }, 'not reference'],
    [{ beside: by_step.id, against: campaign_id }, 'Raters compare pairs'],
  ] as const)
    expect(await start<{ detail: string }>(params, 400)).toMatchObject({ detail: expect.stringContaining(told) });
  const jobs_only = await platform.key(project, ['read', 'jobs']);
  await start({ beside: current.id }, 403, jobs_only);
  await start({}, 201, jobs_only);
});

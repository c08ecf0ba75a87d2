import { strategies } from '../workers/api/campaigns/choosing/index.ts';
import { uniform } from '../workers/api/metrics/interval.ts';
import { pairDesign } from '../workers/api/rankings/pair-design.ts';
import { load, medianMs, quantile, type Row, type Suite } from './bench.ts';
import { openProject } from './project.ts';

const models = Array.from({ length: 300 }, (_, i) => `model-${i}`);
const pairs = models.flatMap((one, i) => models.slice(i + 1).map((other): [string, string] => [one, other]));
const asked = 300;
/** As many as an agenda holds. */
const drawn = 256;

/** How long the choice of the next comparison takes among 300 models, alone and through the route, where every two models have a comparison. */
export const run: Suite = async () => [...alone(), ...(await throughTheRoute())];

function alone(): Row[] {
  const random = uniform(1);
  const counts = pairs.map(([model_a, model_b]) => {
    const wins_a = Math.floor(random() * 10);
    return { model_a, model_b, wins_a, wins_b: 9 - wins_a, ties: 1 };
  });
  const design = pairDesign(counts, pairs);
  const uniform_ms = medianMs(200, () => strategies.uniform?.(design, 1, random));
  return Object.entries(strategies).flatMap(([name, draw]): Row[] =>
    draw === null || name === 'uniform'
      ? []
      : [
          {
            name: `choice of a pair by ${name}, 300 models, of ${drawn} drawn at once`,
            value: medianMs(5, () => draw(design, drawn, random)) / drawn,
            unit: 'ms',
            baseline: 'a pair at random',
            baseline_value: uniform_ms,
            better: 'lower',
          },
        ],
  );
}

async function throughTheRoute(): Promise<Row[]> {
  const project = await openProject();
  const rows: Row[] = [];
  const health = await load(
    asked,
    1,
    async () => void (await (await fetch(new URL('/v1/health', project.url))).text()),
  );
  for (const strategy of ['coverage', 'information', 'thompson']) {
    const campaign = await project.send<{ id: string; rating_url: string }>('/v1/campaigns', {
      ...{ name: strategy, strategy, overlap: 10 },
    });
    for (let from = 0; from < pairs.length; from += 500) {
      const comparisons = pairs.slice(from, from + 500).map(([model_a, model_b]) => ({
        ...{ prompt: 'Which?', response_a: 'one', response_b: 'other', model_a, model_b },
      }));
      await project.send(`/v1/campaigns/${campaign.id}/comparisons`, { comparisons });
    }
    const cookies = await Promise.all(Array.from({ length: 20 }, () => join(project.url, campaign.rating_url)));
    const path = new URL(`/v1/assignments?campaign_id=${campaign.id}&count=1`, project.url);
    const once = async (index: number) => {
      const response = await fetch(path, {
        headers: { cookie: cookies[index % cookies.length] ?? '', 'cf-connecting-ip': `10.1.${index % 250}.1` },
      });
      if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${await response.text()}`);
      await response.text();
    };
    // The first one draws the agenda, as the consumer of ratings does from then on.
    await once(0);
    const { times } = await load(asked, 1, once);
    for (const [share, called] of [
      [0.5, 'median'],
      [0.99, 'p99'],
    ] as const)
      rows.push({
        name: `next comparison by ${strategy}, 300 models and ${pairs.length.toLocaleString('en-US')} comparisons, ${called}`,
        value: quantile(times, share),
        unit: 'ms',
        baseline: 'the route that only says that it is well',
        baseline_value: quantile(health.times, share),
        better: 'lower',
      });
  }
  await project.close();
  return rows;
}

async function join(url: URL | string, rating_url: string): Promise<string> {
  const response = await fetch(new URL('/v1/rating-sessions', url), {
    method: 'POST',
    body: JSON.stringify({ invitation: new URL(rating_url).hash.slice(1) }),
    headers: { 'content-type': 'application/json', 'x-assay-csrf': '1' },
  });
  if (response.status !== 201)
    throw new Error(`POST /v1/rating-sessions answered ${response.status}: ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .join('; ');
}

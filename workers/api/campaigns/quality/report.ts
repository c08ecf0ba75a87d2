import type { CampaignQuality, RaterFinding, RaterState } from '../../../../schema/contracts/rater-quality.ts';
import { type Finding, inspectRaters } from '../../metrics/raters/inspect.ts';
import type { CampaignRow } from '../../store/campaigns.ts';
import type { RaterRow, Standing } from '../../store/rater-quality.ts';
import { agreementOf } from './agreement.ts';
import { blocsOf } from './blocs.ts';
import { figuresOf } from './figures.ts';
import { reliabilityOf } from './reliability.ts';
import type { StoredRow } from './rows.ts';

/** Of the raters that one detector flags, so many may be honest in the mean. */
export const false_discovery_rate = 0.05;
/** A finding with a larger p-value, or a smaller e-value, is nothing to look at and is not kept. */
const kept_p_value = 0.05;
const kept_e_value = 20;

/** All that quality control says of a campaign's ratings, from the ratings and what was decided before. */
export function qualityOf(campaign: CampaignRow, rows: StoredRow[], standings: Standing[], now: number) {
  const standing = new Map(standings.map((one) => [one.rater_id, one]));
  const settled = ({ rater, arrival }: StoredRow) => arrival <= (standing.get(rater)?.cleared_arrival ?? 0);
  const held_before = new Set(standings.flatMap(({ rater_id, decision }) => (decision === 'hold' ? [rater_id] : [])));
  const found = inspectRaters(
    rows.filter((row) => !settled(row)),
    { false_discovery_rate, left_out: held_before, background: rows.filter(settled) },
  );
  const findings = byRater(found);
  const reliability = reliabilityOf(rows);
  const figures = figuresOf(rows, reliability);
  const raters = [...figures].map(([rater_id, own]): RaterRow => {
    const all = findings.get(rater_id) ?? [];
    const { decision } = standing.get(rater_id) ?? { decision: null };
    const flagged = all.some((one) => one.flagged);
    const held = decision === 'hold' || (decision === null && own.held_ratings > 0);
    const state: RaterState = held ? 'held' : flagged ? 'flagged' : decision === 'clear' ? 'cleared' : 'ok';
    const suspicion = Math.max(0, ...all.map(strengthOf));
    return { rater_id, state, suspicion, ratings: own.ratings, figures: own, findings: all };
  });
  const cleared = new Set(standings.flatMap(({ rater_id, decision }) => (decision === 'clear' ? [rater_id] : [])));
  const report = reportOf(campaign, rows, raters, reliability.converged, now);
  return { raters, report: { ...report, blocs: blocsOf(rows, raters, cleared) } };
}

/** Powers of ten of evidence against "nothing unusual". */
export const strengthOf = ({ p_value, e_value }: Pick<RaterFinding, 'p_value' | 'e_value'>): number =>
  Math.round(1000 * Math.max(0, Math.log10(e_value ?? 1 / Math.max(1e-300, p_value ?? 1)))) / 1000;

function byRater(found: Finding[]): Map<string, RaterFinding[]> {
  const map = new Map<string, RaterFinding[]>();
  const unusual = found.filter(
    ({ flagged, p_value, e_value }) => flagged || (p_value ?? 1) <= kept_p_value || (e_value ?? 0) >= kept_e_value,
  );
  for (const { rater, ...finding } of unusual.toSorted((x, y) => strengthOf(y) - strengthOf(x)))
    map.set(rater, [...(map.get(rater) ?? []), finding]);
  return map;
}

function reportOf(
  campaign: CampaignRow,
  rows: StoredRow[],
  raters: RaterRow[],
  converged: boolean,
  now: number,
): Omit<CampaignQuality, 'blocs'> {
  const inState = (state: RaterState) => raters.filter((one) => one.state === state).length;
  const mean = (name: 'accuracy' | 'quality') => {
    const of = raters.filter(({ figures }) => figures[name] !== null);
    const ratings = of.reduce((sum, one) => sum + one.ratings, 0);
    return ratings === 0 ? null : of.reduce((sum, one) => sum + one.ratings * (one.figures[name] ?? 0), 0) / ratings;
  };
  const [accuracy, quality] = [mean('accuracy'), mean('quality')];
  const flags = raters.flatMap(({ findings }) =>
    findings.filter(({ flagged }) => flagged).map(({ detector }) => detector),
  );
  return {
    campaign_id: campaign.id,
    kind: campaign.kind,
    computed_at: now,
    behind: false,
    ratings: rows.length,
    ratings_used: rows.length,
    held_ratings: rows.filter(({ held }) => held).length,
    raters: { ok: inState('ok'), flagged: inState('flagged'), held: inState('held'), cleared: inState('cleared') },
    flags: [...new Set(flags)]
      .map((detector) => ({ detector, raters: flags.filter((one) => one === detector).length }))
      .toSorted((x, y) => y.raters - x.raters),
    ...agreementOf(rows, campaign.criteria),
    reliability: {
      dawid_skene: accuracy === null ? null : { accuracy, converged },
      crowd_bt: quality === null ? null : { quality },
    },
    false_discovery_rate,
  };
}

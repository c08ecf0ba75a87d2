import type { CampaignQuality } from '../../schema/contracts/index.ts';
import { count } from '../parts/format.ts';
import { Card, Facts } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import { When } from '../parts/when.tsx';
import { detector_text, measured, share } from './words.ts';

/** How far the raters of a campaign agree and can be relied on. */
export function Agreement({ quality }: { quality: CampaignQuality }) {
  if (quality.ratings === 0)
    return (
      <Empty title="No rating yet">
        <p>Once people have rated, this page says how far they agree and who may not have read what they rated.</p>
      </Empty>
    );
  const { agreement, overlap, reliability, raters } = quality;
  const { fleiss, cohen } = agreement;
  return (
    <Card title="Agreement" aside={<When at={quality.computed_at} />}>
      <Facts
        facts={[
          [`Krippendorff’s alpha, ${agreement.level}`, measured(agreement.alpha)],
          ...(fleiss ? [[`Fleiss’ kappa, ${fleiss.raters} ratings each`, measured(fleiss)] as [string, string]] : []),
          ...(cohen ? [['Cohen’s kappa of the two raters', measured(cohen)] as [string, string]] : []),
          ...agreement.criteria.map(({ name, alpha }): [string, string] => [`Alpha of “${name}”`, measured(alpha)]),
          ['Rated more than once', `${share(overlap.share)} of ${count(overlap.comparisons)} comparisons`],
          ['Right answers, by Dawid and Skene', share(reliability.dawid_skene?.accuracy ?? null)],
          ['Faithful reports, by Crowd-BT', share(reliability.crowd_bt?.quality ?? null)],
          ['Raters', count(raters.ok + raters.flagged + raters.held + raters.cleared)],
          ['Held back', `${count(quality.held_ratings)} of ${count(quality.ratings_used)} ratings`],
        ]}
      />
      {quality.flags.length > 0 && (
        <p className="muted small">
          Found:{' '}
          {quality.flags.map(({ detector, raters: n }) => `${detector_text[detector].toLowerCase()} (${n})`).join(', ')}
          . Of those that one test flags, up to {share(quality.false_discovery_rate)} may be honest.
        </p>
      )}
      {quality.behind && <p className="muted small">Newer ratings are taken in within a minute.</p>}
    </Card>
  );
}

import type { CampaignExportKind, CampaignExportQuery } from '../../../../../schema/contracts/campaign-exports.ts';
import type { Comparison } from '../../../../../schema/contracts/campaigns.ts';
import { exportedPairs, exportedRatings, exportedVotes, type Voted } from '../../../store/export-rows.ts';
import type { ExportColumn, Row } from './columns.ts';
import { labels, tally } from './votes.ts';

type Place = { project_id: string; campaign_id: string };

/** One kind of export: its columns, and its rows a page at a time. */
export interface ExportKind {
  columns: (query: CampaignExportQuery) => ExportColumn[];
  rows: (db: D1Database, place: Place, query: CampaignExportQuery) => AsyncGenerator<Row[]>;
}

type Form = CampaignExportQuery['form'];
type Message = { role: string; content: string };

/** A prompt as messages, or as text: a chat as its messages' texts, each led by who speaks. */
function promptIn(form: Form, prompt: Comparison['prompt']): string | Message[] {
  if (form === 'conversational') return typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt;
  return typeof prompt === 'string' ? prompt : prompt.map(({ role, content }) => `${role}: ${content}`).join('\n\n');
}
const answerIn = (form: Form, content: string) => (form === 'text' ? content : [{ role: 'assistant', content }]);
const spoken = (form: Form): ExportColumn['type'] => (form === 'text' ? 'STRING' : 'MESSAGES');

const ratings: ExportKind = {
  columns: () => [
    ...columns('STRING', ['id', 'comparison_id', 'rater_id', 'source', 'choice']),
    ...columns('INT32', ['strength', 'score']),
    ...columns('STRING', ['model_left', 'model_right', 'winner', 'shown_first']),
    ...columns('JSON', ['criteria', 'reasons', 'tags']),
    ...columns('BOOLEAN', ['verified', 'held', 'gold']),
    ...columns('DOUBLE', ['probability', 'rater_accuracy', 'rater_quality']),
    ...columns('INT32', ['duration_ms']),
    ...columns('STRING', ['comment']),
    ...columns('DOUBLE', ['created_at', 'arrival']),
  ],
  rows: exportedRatings,
};

const preferences: ExportKind = {
  columns: ({ form }) => [
    ...columns(spoken(form), ['prompt', 'chosen', 'rejected']),
    ...columns('DOUBLE', ['margin', 'agreement']),
    ...columns('INT32', ['votes']),
    ...columns('STRING', ['chosen_model', 'rejected_model', 'comparison_id', 'rating_id']),
  ],
  async *rows(db, place, query) {
    for await (const page of exportedVotes(db, place, query, query.by))
      yield page.flatMap((voted) => preferencesOf(voted, query));
  },
};

/** The preferences that the votes on a comparison come to. */
export function preferencesOf(voted: Voted, { form, ties }: CampaignExportQuery): Row[] {
  const found = tally(voted.votes);
  if (!found || (found.winner === null && ties === 'exclude')) return [];
  const { margin, agreement, votes } = found;
  return (found.winner === null ? (['a', 'b'] as const) : [found.winner]).map((winner) => {
    const loser = winner === 'a' ? 'b' : 'a';
    return {
      prompt: promptIn(form, voted.prompt),
      chosen: answerIn(form, voted[`response_${winner}`]),
      rejected: answerIn(form, voted[`response_${loser}`]),
      ...{ margin, agreement, votes },
      ...{ chosen_model: voted[`model_${winner}`], rejected_model: voted[`model_${loser}`] },
      ...{ comparison_id: voted.id, rating_id: voted.rating_id },
    };
  });
}

const kto: ExportKind = {
  columns: ({ form }) => [
    ...columns(spoken(form), ['prompt', 'completion']),
    ...columns('BOOLEAN', ['label']),
    ...columns('INT32', ['votes']),
    ...columns('STRING', ['model', 'comparison_id', 'rating_id']),
  ],
  async *rows(db, place, query) {
    for await (const page of exportedVotes(db, place, query, query.by))
      yield page.flatMap((voted) => labeledOf(voted, query.form));
  },
};

/** The answers of a comparison that the votes call good or bad. */
export function labeledOf(voted: Voted, form: Form): Row[] {
  const label = labels(voted.votes);
  return (['a', 'b'] as const).flatMap((side) =>
    label[side] === null
      ? []
      : [
          {
            prompt: promptIn(form, voted.prompt),
            completion: answerIn(form, voted[`response_${side}`]),
            ...{ label: label[side], votes: voted.votes.length, model: voted[`model_${side}`] },
            ...{ comparison_id: voted.id, rating_id: voted.rating_id },
          },
        ],
  );
}

const pairs: ExportKind = {
  columns: () => [
    ...columns('STRING', ['model_a', 'model_b']),
    ...columns('INT32', ['wins_a', 'wins_b', 'ties', 'both_good', 'both_bad']),
    ...columns('DOUBLE', ['share_a']),
  ],
  async *rows(db, place, query) {
    yield (await exportedPairs(db, place, query)).map((row) => {
      const games = row.wins_a + row.wins_b + row.ties;
      return { ...row, share_a: games === 0 ? null : (row.wins_a + row.ties / 2) / games };
    });
  },
};

function columns(type: ExportColumn['type'], names: string[]): ExportColumn[] {
  return names.map((name) => ({ name, type }));
}

/** What a campaign can be exported as. */
export const export_kinds: Record<CampaignExportKind, ExportKind> = { ratings, preferences, kto, 'win-matrix': pairs };

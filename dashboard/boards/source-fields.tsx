import { useInfiniteQuery } from '@tanstack/react-query';
import { Choice } from '../parts/inputs.tsx';
import { list } from '../queries.ts';
import type { Draft } from './settings-fields.tsx';

const source_words = {
  people: 'people’s ratings',
  judge: 'a judge’s verdicts',
  ppi: 'a judge’s verdicts, corrected by people',
};
const source_hints = {
  people: 'What raters chose.',
  judge: 'What one judge preferred in the same comparisons.',
  ppi: 'Many verdicts and few ratings together: intervals stay valid however wrong the judge is.',
};

/** Whose preferences a board counts, and which judge's. */
export function SourceFields({ draft, set, ppi }: { draft: Draft; set: (part: Draft) => void; ppi: boolean }) {
  const source = draft.source ?? { kind: 'people' };
  const judges = useInfiniteQuery(list('GET /v1/judges', { query: { limit: 200 } })).data?.pages.flatMap(
    (page) => page.data,
  );
  const first = judges?.[0]?.id;
  const choose = (kind: typeof source.kind, judge_id: string | undefined) => {
    if (kind === 'people') set({ source: { kind } });
    else if (judge_id !== undefined) set({ source: { kind, judge_id } });
  };
  return (
    <>
      <Choice
        label="Whose preferences"
        name="source"
        value={source.kind}
        choices={first === undefined ? ['people'] : ppi ? ['people', 'judge', 'ppi'] : ['people', 'judge']}
        words={source_words}
        hint={source_hints[source.kind]}
        onChange={(kind) => choose(kind, source.kind === 'people' ? first : source.judge_id)}
      />
      {source.kind !== 'people' && (
        <Choice
          label="Judge"
          name="judge_id"
          value={source.judge_id}
          choices={judges?.map(({ id }) => id) ?? [source.judge_id]}
          words={Object.fromEntries(judges?.map(({ id, name }) => [id, name]) ?? [])}
          onChange={(judge_id) => choose(source.kind, judge_id)}
        />
      )}
    </>
  );
}

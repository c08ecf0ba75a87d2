import { useInfiniteQuery } from '@tanstack/react-query';
import { list } from '../queries.ts';
import type { RefinementDraft } from '../refinement-draft.ts';
import { Field, fieldError } from './form.tsx';
import { promptText } from './prompt.tsx';

/** Taking the question from a dataset: its attempts then become responses there, for reports. */
export function ItemChoice(props: {
  draft: RefinementDraft;
  error: unknown;
  onDraft: (part: Partial<RefinementDraft>) => void;
}) {
  const { draft, error, onDraft } = props;
  const { dataset_id } = draft;
  const datasets =
    useInfiniteQuery(list('GET /v1/datasets', { query: { limit: 200 } })).data?.pages.flatMap((page) => page.data) ??
    [];
  const items = useInfiniteQuery({
    ...list('GET /v1/datasets/{id}/items', { path: { id: dataset_id ?? '' }, query: { limit: 200 } }),
    enabled: dataset_id !== undefined,
  }).data?.pages.flatMap((page) => page.data);
  const choose = (id: string) => {
    const item = items?.find((one) => one.id === id);
    if (!item) return onDraft({ item_id: undefined });
    onDraft({ item_id: id, prompt: promptText(item.prompt), reference: item.reference });
  };
  return (
    <div className="fields">
      <Field
        label="Dataset"
        name="dataset_id"
        hint="May stay empty. With one, attempts are kept as responses to its item, for reports."
        error={fieldError(error, 'dataset_id')}
      >
        {(control) => (
          <select
            {...control}
            value={dataset_id ?? ''}
            onChange={(event) => onDraft({ dataset_id: event.target.value || undefined, item_id: undefined })}
          >
            <option value="">none</option>
            {datasets.map((dataset) => (
              <option key={dataset.id} value={dataset.id}>
                {dataset.name} ({dataset.item_count} items)
              </option>
            ))}
          </select>
        )}
      </Field>
      {dataset_id !== undefined && (
        <Field
          label="Item"
          name="item_id"
          hint="Its prompt and reference answer are put in below."
          error={fieldError(error, 'item_id')}
        >
          {(control) => (
            <select {...control} required value={draft.item_id ?? ''} onChange={(event) => choose(event.target.value)}>
              <option value="">choose one of {items?.length ?? 0}</option>
              {items?.map((item) => (
                <option key={item.id} value={item.id}>
                  {promptText(item.prompt).slice(0, 80)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </div>
  );
}

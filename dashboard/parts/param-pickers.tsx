import { useInfiniteQuery } from '@tanstack/react-query';
import type { ParamSchema } from '../params.ts';
import { list } from '../queries.ts';
import type { ControlProps } from './form.tsx';

/** What a picker is given: a text field's wiring. */
export type PickerProps = ControlProps & {
  value: string;
  onChange: (event: { target: { value: string } }) => void;
  optional: boolean;
};

const everything = { query: { limit: 200 } };

function DatasetPicker(props: PickerProps) {
  const pages = useInfiniteQuery(list('GET /v1/datasets', everything)).data?.pages ?? [];
  const found = pages.flatMap(({ data }) =>
    data.map((one) => ({ ...one, text: `${one.name} (${one.item_count} items)` })),
  );
  return <Choices {...props} found={found} noun="dataset" />;
}

function JudgePicker(props: PickerProps) {
  const pages = useInfiniteQuery(list('GET /v1/judges', everything)).data?.pages ?? [];
  const found = pages.flatMap(({ data }) =>
    data.map((one) => ({ ...one, text: `${one.name} · version ${one.version} · ${one.mode}` })),
  );
  return <Choices {...props} found={found} noun="judge" />;
}

function CampaignPicker(props: PickerProps) {
  const pages = useInfiniteQuery(list('GET /v1/campaigns', everything)).data?.pages ?? [];
  const found = pages.flatMap(({ data }) => data.map((one) => ({ ...one, text: one.name })));
  return <Choices {...props} found={found} noun="campaign" />;
}

function Choices({
  found,
  noun,
  optional,
  ...control
}: PickerProps & { found: { id: string; text: string }[]; noun: string }) {
  return (
    <select {...control}>
      <option value="">{optional ? 'none' : found.length === 0 ? `Make a ${noun} first` : `Choose a ${noun}…`}</option>
      {found.map(({ id, text }) => (
        <option key={id} value={id}>
          {text}
        </option>
      ))}
    </select>
  );
}

function ModelPicker({ optional: _, ...common }: PickerProps) {
  const models = useInfiniteQuery(list('GET /v1/models', everything)).data?.pages.flatMap((page) => page.data) ?? [];
  const id = `${common.id}-models`;
  return (
    <>
      <input
        {...common}
        list={id}
        placeholder="tiny-arithmetic, mdl_…, or a hub name"
        autoComplete="off"
        spellCheck={false}
      />
      <datalist id={id}>
        <option value="tiny-arithmetic">built in</option>
        <option value="tiny-sumtree">built in</option>
        {models.map((model) => (
          <option key={model.id} value={model.id}>
            {model.name}
          </option>
        ))}
      </datalist>
    </>
  );
}

/** Pickers of what a parameter may name, by the word in its schema. */
export const pickers: Record<NonNullable<ParamSchema['refers_to']>, (props: PickerProps) => React.ReactNode> = {
  dataset: DatasetPicker,
  model: ModelPicker,
  judge: JudgePicker,
  campaign: CampaignPicker,
  labels: CampaignPicker,
};

import type { Preset } from '../../packages/assay/src/api.ts';
import type { ModelMember } from '../refinement-draft.ts';
import { fieldError } from './form.tsx';
import { Choice, NumberInput, TextInput } from './inputs.tsx';

const preset_names: Record<Preset, string> = {
  openai: 'OpenAI',
  openrouter: 'OpenRouter',
  together: 'Together',
  groq: 'Groq',
  mistral: 'Mistral',
  deepseek: 'DeepSeek',
  fireworks: 'Fireworks',
  'gemini-openai': 'Gemini',
  xai: 'xAI',
  cerebras: 'Cerebras',
  huggingface: 'Hugging Face',
};
const own_address = 'An address of your own';
const presets = [...Object.keys(preset_names), own_address];

/** Where a model is asked, its name, key and prices; `place` tells several of them apart. */
export function ModelFields(props: {
  member: ModelMember;
  place: string;
  error?: unknown;
  onMember: (member: ModelMember) => void;
}) {
  const { member, place, error, onMember } = props;
  const set = (part: object) => onMember({ ...member, ...part } as ModelMember);
  const chat = member.kind === 'chat' ? member : null;
  const choose = (name: string) => {
    const { base: _, base_url: __, ...rest } = chat ?? { base: undefined, base_url: undefined };
    const base = name === own_address ? { base_url: 'https://' } : { base: name };
    onMember({ ...member, ...rest, base: undefined, base_url: undefined, ...base } as ModelMember);
  };
  const address = 'base_url' in member ? member.base_url : undefined;
  return (
    <>
      {chat && (
        <Choice
          label={`Service${place}`}
          name="base"
          value={chat.base ?? own_address}
          choices={presets}
          words={preset_names}
          onChange={choose}
        />
      )}
      {address !== undefined && (
        <TextInput
          label={`Address${place}`}
          name="base_url"
          value={address}
          error={fieldError(error, 'base_url')}
          hint="Up to and with /v1. An address of your own needs a key with scope admin."
          onChange={(base_url) => set({ base_url })}
        />
      )}
      <TextInput
        label={`Model${place}`}
        name="model"
        value={member.model}
        required
        error={fieldError(error, 'model')}
        onChange={(model) => set({ model })}
      />
      {member.kind !== 'workers-ai' && (
        <TextInput
          label={`Credential${place}`}
          name="credential"
          value={member.credential ?? ''}
          error={fieldError(error, 'credential')}
          hint="Name of a stored key of the service."
          onChange={(name) => set({ credential: name || undefined })}
        />
      )}
      <Price member={member} place={place} onPrices={(prices) => set({ prices })} />
    </>
  );
}

type Prices = NonNullable<ModelMember['prices']>;

function Price(props: { member: { prices?: Prices }; place: string; onPrices: (prices: Prices | undefined) => void }) {
  const { member, place, onPrices } = props;
  const prices = member.prices ?? { input_per_million: 0, output_per_million: 0 };
  const set = (part: Partial<Prices>) => {
    const next = { ...prices, ...part };
    onPrices(next.input_per_million === 0 && next.output_per_million === 0 ? undefined : next);
  };
  return (
    <>
      <NumberInput
        label={`Price of a million input tokens${place}`}
        name="input_per_million"
        min={0}
        value={prices.input_per_million}
        onChange={(value) => set({ input_per_million: value ?? 0 })}
      />
      <NumberInput
        label={`Price of a million output tokens${place}`}
        name="output_per_million"
        min={0}
        value={prices.output_per_million}
        onChange={(value) => set({ output_per_million: value ?? 0 })}
      />
    </>
  );
}

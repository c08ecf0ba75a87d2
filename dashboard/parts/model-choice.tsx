import { kind_text, kinds, newMember } from '../judge-draft.ts';
import type { ModelMember } from '../refinement-draft.ts';
import { Choice } from './inputs.tsx';
import { ModelFields } from './model-fields.tsx';

const model_kinds = kinds.filter((kind) => kind !== 'rule' && kind !== 'edge');

/** One model: its kind, and where and how it is asked. */
export function ModelChoice(props: {
  member: ModelMember;
  place: string;
  error: unknown;
  onMember: (member: ModelMember) => void;
}) {
  const { member, place, error, onMember } = props;
  return (
    <div className="fields">
      <Choice
        label={`Kind${place}`}
        name="kind"
        value={member.kind}
        choices={model_kinds}
        hint={kind_text[member.kind]}
        onChange={(kind) => onMember(newMember(kind) as ModelMember)}
      />
      <ModelFields member={member} place={place} error={error} onMember={onMember} />
    </div>
  );
}

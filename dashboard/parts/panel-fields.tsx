import { useInfiniteQuery } from '@tanstack/react-query';
import type { ProviderConfigInput } from '../../packages/assay/src/api.ts';
import { kind_text, kinds, newMember } from '../judge-draft.ts';
import { list } from '../queries.ts';
import { Field } from './form.tsx';
import { Choice, JsonInput } from './inputs.tsx';
import { ModelFields } from './model-fields.tsx';
import { Panel } from './panel.tsx';
import { verifier_names, verifier_text } from './verifier.tsx';

type Member = ProviderConfigInput;
type MemberProps<M extends Member = Member> = { member: M; place: string; onMember: (member: Member) => void };

/** The models and rules behind a judge; several make a jury. */
export function PanelFields({ panel, onPanel }: { panel: Member[]; onPanel: (panel: Member[]) => void }) {
  return (
    <Panel
      panel={panel}
      alone="Backed by"
      added={() => panel.at(-1) ?? newMember('rule')}
      fields={(member, place, onMember) => <MemberFields member={member} place={place} onMember={onMember} />}
      onPanel={onPanel}
    />
  );
}

function MemberFields({ member, place, onMember }: MemberProps) {
  return (
    <div className="fields">
      <Choice
        label={`Kind${place}`}
        name="kind"
        value={member.kind}
        choices={kinds}
        hint={kind_text[member.kind]}
        onChange={(kind) => onMember(newMember(kind))}
      />
      {member.kind === 'rule' ? (
        <RuleFields member={member} place={place} onMember={onMember} />
      ) : member.kind === 'edge' ? (
        <EdgeFields member={member} place={place} onMember={onMember} />
      ) : (
        <ModelFields member={member} place={place} onMember={onMember} />
      )}
    </div>
  );
}

function RuleFields({ member, place, onMember }: MemberProps<Extract<Member, { kind: 'rule' }>>) {
  return (
    <>
      <Choice
        label={`Verifier${place}`}
        name="verifier"
        value={member.verifier}
        choices={verifier_names}
        hint={verifier_text[member.verifier]}
        onChange={(verifier) => onMember({ ...member, verifier })}
      />
      <JsonInput
        label={`Options${place} (JSON)`}
        name="options"
        value={member.options ?? {}}
        hint="The API reference lists the options of each verifier."
        onChange={(options) => onMember({ ...member, options: options as Record<string, unknown> })}
      />
    </>
  );
}

function EdgeFields({ member, place, onMember }: MemberProps<Extract<Member, { kind: 'edge' }>>) {
  const models = useInfiniteQuery(list('GET /v1/edge-models', { query: { limit: 200 } })).data?.pages.flatMap(
    (page) => page.data,
  );
  return (
    <Field label={`Edge model${place}`} name="model" hint="A starter, or one that a job of this project exported.">
      {(control) => (
        <select
          {...control}
          required
          value={member.model}
          onChange={(event) => onMember({ kind: 'edge', model: event.target.value })}
        >
          <option value="">choose one</option>
          {models?.map(({ id }) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

import { useInfiniteQuery } from '@tanstack/react-query';
import { type CriticMember, critic_kind_text, critic_kinds, newCriticMember } from '../critic-draft.ts';
import { list } from '../queries.ts';
import type { ModelMember } from '../refinement-draft.ts';
import { Field, fieldError } from './form.tsx';
import { Choice, Tick } from './inputs.tsx';
import { ModelFields } from './model-fields.tsx';
import { Panel } from './panel.tsx';

type MemberProps = { member: CriticMember; place: string; error: unknown; onMember: (member: CriticMember) => void };

/** Who criticizes: arithmetic, judges of steps, models; several are combined step by step. */
export function CriticPanel(props: {
  panel: CriticMember[];
  error: unknown;
  onPanel: (panel: CriticMember[]) => void;
}) {
  const { panel, error, onPanel } = props;
  return (
    <Panel
      panel={panel}
      alone="Criticized by"
      added={() => newCriticMember('chat')}
      fields={(member, place, onMember) => (
        <MemberFields member={member} place={place} error={error} onMember={onMember} />
      )}
      onPanel={onPanel}
    />
  );
}

function MemberFields({ member, place, error, onMember }: MemberProps) {
  return (
    <>
      <div className="fields">
        <Choice
          label={`Kind${place}`}
          name="kind"
          value={member.kind}
          choices={critic_kinds}
          hint={critic_kind_text[member.kind]}
          onChange={(kind) => onMember(newCriticMember(kind))}
        />
        {member.kind === 'judge' && <StepsJudge member={member} place={place} error={error} onMember={onMember} />}
        {member.kind !== 'judge' && member.kind !== 'arithmetic' && (
          <ModelFields member={member as ModelMember} place={place} error={error} onMember={onMember} />
        )}
      </div>
      {member.kind === 'arithmetic' && (
        <Tick
          label="Call a step doubtful that works with a number which nothing before it gives"
          value={member.sources ?? true}
          onChange={(sources) => onMember({ ...member, sources })}
        />
      )}
    </>
  );
}

function StepsJudge(props: MemberProps & { member: Extract<CriticMember, { kind: 'judge' }> }) {
  const { member, place, error, onMember } = props;
  const judges = useInfiniteQuery(list('GET /v1/judges', { query: { limit: 200 } })).data?.pages.flatMap((page) =>
    page.data.filter(({ mode }) => mode === 'steps'),
  );
  return (
    <Field
      label={`Judge${place}`}
      name="judge_id"
      hint={judges?.length === 0 ? 'There is no judge of mode steps yet.' : undefined}
      error={fieldError(error, 'judge_id')}
    >
      {(control) => (
        <select
          {...control}
          required
          value={member.judge_id}
          onChange={(event) => onMember({ ...member, judge_id: event.target.value })}
        >
          <option value="">choose one</option>
          {judges?.map((judge) => (
            <option key={judge.id} value={judge.id}>
              {judge.name} v{judge.version}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

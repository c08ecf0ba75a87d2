import type { CampaignRater } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { Field, Form, fieldError, textOf } from '../parts/form.tsx';
import { useCan } from '../parts/session.tsx';
import { useWrite } from '../queries.ts';
import { shortId } from './words.ts';

/** Holding back or clearing a rater, with a note on why. */
export function Decide({ campaign_id, rater }: { campaign_id: string; rater: CampaignRater }) {
  const can = useCan('campaigns');
  const write = useWrite('PATCH /v1/campaigns/{id}/raters/{rater_id}', ({ held, changed }) =>
    announce(
      held ? `Rater held: ${changed} ratings count no longer.` : `Rater cleared: ${changed} ratings count again.`,
    ),
  );
  if (!can) return null;
  const decide = (form: FormData, held: boolean) =>
    write.mutate({ path: { id: campaign_id, rater_id: rater.id }, body: { held, note: textOf(form, 'note') } });
  const clear = (
    <button
      type="button"
      className="button"
      disabled={write.isPending}
      aria-label={`Clear rater ${shortId(rater.id)}`}
      onClick={({ currentTarget: { form } }) => form && decide(new FormData(form), false)}
    >
      Clear
    </button>
  );
  return (
    <Form write={write} action="Hold back" busy="Deciding…" onSubmit={(form) => decide(form, true)} extra={clear}>
      <Field label="Note" name="note" hint="Kept with the decision." error={fieldError(write.error, 'note')}>
        {(control) => <input {...control} maxLength={1000} defaultValue={rater.decision?.note ?? ''} />}
      </Field>
    </Form>
  );
}

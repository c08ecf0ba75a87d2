import { fieldError } from '../parts/form.tsx';
import { TextInput, Tick } from '../parts/inputs.tsx';
import type { Draft } from './draft.ts';

const new_recruitment = { participant_parameter: 'PROLIFIC_PID', completion_code: '', completion_url: null };

/** Raters from a recruitment platform: which parameter tells who they are, and the code they get at the end. */
export function RecruitmentFields(props: {
  recruitment: Draft['recruitment'];
  error: unknown;
  onChange: (recruitment: Draft['recruitment']) => void;
}) {
  const { recruitment, error, onChange } = props;
  return (
    <>
      <Tick
        label="Raters come from a recruitment platform"
        value={recruitment !== null}
        onChange={(on) => onChange(on ? new_recruitment : null)}
      />
      {recruitment && (
        <div className="fields">
          <TextInput
            label="Parameter with the participant's id"
            name="participant_parameter"
            value={recruitment.participant_parameter}
            error={fieldError(error, 'participant_parameter')}
            hint="PROLIFIC_PID at Prolific, workerId at Mechanical Turk. Have the platform add it to the link, before the #."
            onChange={(participant_parameter) => onChange({ ...recruitment, participant_parameter })}
          />
          <TextInput
            label="Completion code"
            name="completion_code"
            required
            value={recruitment.completion_code}
            error={fieldError(error, 'completion_code')}
            hint="Shown only to raters who are done."
            onChange={(completion_code) => onChange({ ...recruitment, completion_code })}
          />
          <TextInput
            label="Address to return to"
            name="completion_url"
            value={recruitment.completion_url ?? ''}
            error={fieldError(error, 'completion_url')}
            hint="Optional, https."
            onChange={(url) => onChange({ ...recruitment, completion_url: url === '' ? null : url })}
          />
        </div>
      )}
    </>
  );
}

import type { ReactNode } from 'react';

/** Members of a panel, one below the other, to add to and take from; `added` is what a new one starts as. */
export function Panel<M>(props: {
  panel: M[];
  /** Heads the only member. */
  alone: string;
  added: () => M;
  fields: (member: M, place: string, onMember: (member: M) => void) => ReactNode;
  onPanel: (panel: M[]) => void;
}) {
  const { panel, alone, added, fields, onPanel } = props;
  const only = panel.length === 1;
  return (
    <div className="stack">
      {panel.map((member, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a member is its place in the panel.
        <fieldset key={at}>
          <legend>{only ? alone : `Member ${at + 1}`}</legend>
          {fields(member, only ? '' : ` of member ${at + 1}`, (next) =>
            onPanel(panel.map((one, place) => (place === at ? next : one))),
          )}
          {!only && (
            <div className="row">
              <button
                type="button"
                className="button"
                onClick={() => onPanel(panel.filter((_, place) => place !== at))}
              >
                Remove member {at + 1}
              </button>
            </div>
          )}
        </fieldset>
      ))}
      {panel.length < 9 && (
        <div className="row">
          <button type="button" className="button" onClick={() => onPanel([...panel, added()])}>
            Add a member
          </button>
        </div>
      )}
    </div>
  );
}

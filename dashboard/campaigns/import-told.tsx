import { counted } from '../parts/format.ts';
import { Failure } from '../parts/states.tsx';
import type { RatingImport } from './rating-import.ts';

/** What an import came to, in a sentence. */
export function outcomeOf({ told, parts }: RatingImport): string {
  const { dry_run, lines, comparisons_added, added, repeated, problem_count } = told;
  const what = `${counted(added, 'rating')} and ${counted(comparisons_added, 'comparison')}`;
  if (problem_count > 0) {
    const problems = `${counted(problem_count, 'problem')} in ${counted(lines, 'line')}`;
    return !dry_run && added > 0 ? `Added ${what}, then stopped: ${problems}.` : `Nothing was imported: ${problems}.`;
  }
  // Two parts may hold the same rating, which a dry run does not see.
  const would = parts.length > 1 ? 'Would add up to' : 'Would add';
  return `${dry_run ? would : 'Added'} ${what}; ${repeated} there already.`;
}

/** How far an import is, what its lines lack, and why it stopped. */
export function ImportTold({ state, again }: { state: RatingImport; again: () => void }) {
  const { parts, sent, busy, error, told } = state;
  const part = `part ${sent + 1} of ${parts.length}`;
  return (
    <div className="stack">
      {busy && parts.length > 1 && (
        <>
          <progress className="bar" aria-label="Import" value={sent / parts.length} max={1} />
          <p className="muted small">{`${told.dry_run ? 'Reading' : 'Importing'} ${part}…`}</p>
        </>
      )}
      {error !== null && <Failure error={error} retry={again} />}
      {error !== null && sent > 0 && (
        <p className="muted small">
          {told.dry_run ? `It stopped at ${part}.` : `It stopped at ${part}; those before it are in.`}
        </p>
      )}
      {!busy && error === null && told.problem_count === 0 && <p className="muted">{outcomeOf(state)}</p>}
      {!busy && told.problem_count > 0 && (
        <div className="notice bad" role="alert">
          <p>{outcomeOf(state)}</p>
          <ol className="line-errors small">
            {told.problems.map(({ line, message }) => (
              <li key={`${line} ${message}`}>
                <b>Line {line}</b> {message}
              </li>
            ))}
          </ol>
        </div>
      )}
    </div>
  );
}

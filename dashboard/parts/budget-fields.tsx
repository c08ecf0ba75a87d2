import type { Budget } from '../../schema/contracts/index.ts';
import { fieldError } from './form.tsx';
import { NumberInput } from './inputs.tsx';

/** What a refinement may spend. */
export function BudgetFields(props: { budget: Budget; error: unknown; onBudget: (budget: Budget) => void }) {
  const { budget, error, onBudget } = props;
  const set = (part: Partial<Budget>) => onBudget({ ...budget, ...part });
  return (
    <div className="fields">
      <NumberInput
        label="Calls"
        name="calls"
        min={1}
        max={2000}
        step={1}
        value={budget.calls}
        hint="Those of the judge and the critic included."
        error={fieldError(error, 'calls')}
        onChange={(calls) => set({ calls: calls ?? 64 })}
      />
      <NumberInput
        label="Tokens"
        name="tokens"
        min={1}
        max={50_000_000}
        step={1}
        value={budget.tokens}
        hint="In and out together. Empty for no limit."
        error={fieldError(error, 'tokens')}
        onChange={(tokens) => set({ tokens })}
      />
      <NumberInput
        label="Time, s"
        name="time_ms"
        min={1}
        max={86_400}
        value={budget.time_ms / 1000}
        error={fieldError(error, 'time_ms')}
        onChange={(seconds) => set({ time_ms: Math.round((seconds ?? 600) * 1000) })}
      />
      <NumberInput
        label="Money"
        name="cost"
        min={0}
        value={budget.cost}
        hint="In the currency of the model's prices. Empty for no limit."
        error={fieldError(error, 'cost')}
        onChange={(cost) => set({ cost })}
      />
    </div>
  );
}

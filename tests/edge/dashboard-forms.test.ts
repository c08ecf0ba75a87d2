import { describe, expect, test } from 'vitest';
import { newCritic } from '../../dashboard/critic-draft.ts';
import { newRefinement } from '../../dashboard/refinement-draft.ts';
import { startOptions, strategies, strategy_fields } from '../../dashboard/strategies.ts';
import { CriticCreate } from '../../schema/contracts/critics.ts';
import { RefinementRequest, strategy_names, strategy_options } from '../../schema/contracts/refinements.ts';

/* The dashboard ships no schema library, so its forms repeat the contracts' fields and defaults: these must not drift apart. */
describe('forms of the dashboard', () => {
  test('a refinement can be given every strategy there is', () =>
    expect(strategies.sort()).toEqual([...strategy_names].sort()));

  for (const strategy of strategy_names)
    test(`${strategy}: every option has a field and begins as the contract has it`, () => {
      const names = strategy_fields[strategy].map(({ name }) => name as string);
      expect(names.sort()).toEqual(Object.keys(strategy_options[strategy].shape).sort());
      const request = { prompt: 'x', model: { kind: 'chat', base: 'openai', model: 'm' }, strategy };
      const by_contract = RefinementRequest.parse(request);
      expect(startOptions(strategy)).toEqual(by_contract.options);
      const { metadata: _, model: __, ...rest } = by_contract;
      const { model: ___, ...draft } = { ...newRefinement(), prompt: 'x', strategy, options: startOptions(strategy) };
      expect(draft).toEqual(rest);
    });

  test('bounds of numbers are those of the contract', () => {
    for (const strategy of strategy_names)
      for (const field of strategy_fields[strategy]) {
        if (field.kind !== 'number') continue;
        const option = (
          strategy_options[strategy].shape as Record<string, { safeParse: (n: unknown) => { success: boolean } }>
        )[field.name];
        const takes = (n: number) => option?.safeParse(n).success;
        const step = field.step === 1 ? 1 : 0.01;
        expect(
          [field.min, field.max, field.min - step, field.max + step].map(takes),
          `${strategy}.${field.name}`,
        ).toEqual([true, true, false, false]);
      }
  });

  test('a new critic begins as the contract has it', () =>
    expect(newCritic()).toEqual({ ...CriticCreate.parse({ name: 'x', panel: [{ kind: 'arithmetic' }] }), name: '' }));
});

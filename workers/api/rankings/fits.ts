import type { Board } from './board.ts';
import { fitBradleyTerry } from './bradley-terry.ts';
import { davidsonModel } from './davidson.ts';
import type { FitOptions, FittedBoard } from './fitted-board.ts';
import type { Refused } from './ranking.ts';
import { raoKupperModel } from './rao-kupper.ts';
import { fitTieModel } from './tie-model.ts';

/** Every method that fits a likelihood, by name: what the analyses of a board start from. */
export const fits = {
  'bradley-terry': fitBradleyTerry,
  davidson: (board: Board, options?: FitOptions): FittedBoard | Refused => fitTieModel(davidsonModel, board, options),
  'rao-kupper': (board: Board, options?: FitOptions): FittedBoard | Refused =>
    fitTieModel(raoKupperModel, board, options),
} as const;

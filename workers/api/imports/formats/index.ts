import type { upload_formats } from '../../../../schema/contracts/uploads.ts';
import { csv } from './csv.ts';
import { jsonl } from './jsonl.ts';
import { judgebench } from './judgebench.ts';
import { labeled } from './labeled.ts';
import type { Format } from './line-rows.ts';
import { llmbar } from './llmbar.ts';
import { mr_ben } from './mr-ben.ts';
import { mt_bench } from './mt-bench.ts';
import { pairs } from './pairs.ts';
import { pandalm } from './pandalm.ts';
import { processbench } from './processbench.ts';
import { rewardbench } from './rewardbench.ts';
import { trl_preference } from './trl-preference.ts';

/** Every file format: one file and one line each. */
export const formats: Record<(typeof upload_formats)[number], Format> = {
  jsonl,
  csv,
  trl_preference,
  pairs,
  labeled,
  llmbar,
  judgebench,
  rewardbench,
  mt_bench,
  pandalm,
  processbench,
  mr_ben,
};

import {
  CritiqueBatch,
  CritiqueBatchCreate,
  CritiqueBatchPage,
  CritiqueBatchRetried,
} from '../../../schema/contracts/batches.ts';
import { batchEndpoints } from '../batches/endpoints.ts';
import { createCritiqueBatch } from '../critiquing/batch-create.ts';
import { publicCritiqueBatch } from '../store/batches.ts';

export default batchEndpoints({
  name: 'critique-batches',
  summary: 'Critique many at once',
  things: 'critiques',
  makes: ['critiques', 'revisions'],
  Create: CritiqueBatchCreate,
  Batch: CritiqueBatch,
  BatchPage: CritiqueBatchPage,
  Retried: CritiqueBatchRetried,
  result: 'CritiqueBatchResult',
  create: createCritiqueBatch,
  shown: publicCritiqueBatch,
});

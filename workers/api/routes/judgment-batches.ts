import { Batch, BatchCreate, BatchPage, BatchRetried } from '../../../schema/contracts/batches.ts';
import { batchEndpoints } from '../batches/endpoints.ts';
import { createBatch } from '../judging/batch-create.ts';
import { publicBatch } from '../store/batches.ts';

export default batchEndpoints({
  name: 'judgment-batches',
  summary: 'Judge many at once',
  things: 'judgments',
  makes: ['judgments'],
  Create: BatchCreate,
  Batch,
  BatchPage,
  Retried: BatchRetried,
  result: 'BatchResult',
  create: createBatch,
  shown: publicBatch,
});

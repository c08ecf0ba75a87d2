/** Why an edge model gave no score; the isolate goes on serving after each of them. */
export type EdgeFailureCode =
  | 'model_missing'
  | 'model_corrupt'
  | 'model_foreign'
  | 'wrong_opset'
  | 'too_large'
  | 'out_of_memory'
  | 'input_too_large'
  | 'failed';

/** The covariance of scores with mean 0: the first n rows and columns of a size × size matrix centered, in place. */
export function center(matrix: Float64Array, n: number, size: number = n): Float64Array {
  for (let i = 0; i < size; i++) shift(matrix, i * size, 1, n);
  for (let j = 0; j < size; j++) shift(matrix, j, size, n);
  return matrix;
}

// Takes the mean of n entries from each of them; they stand `stride` apart.
function shift(matrix: Float64Array, from: number, stride: number, n: number): void {
  let mean = 0;
  for (let k = 0; k < n; k++) mean += (matrix[from + k * stride] ?? 0) / n;
  for (let k = 0; k < n; k++) matrix[from + k * stride] = (matrix[from + k * stride] ?? 0) - mean;
}

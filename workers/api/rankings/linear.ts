// Dense row-major matrices of size n × n in Float64Array. Reads fall back to 0 only to satisfy the type checker:
// every index is in range by construction.

/** The lower Cholesky factor of a symmetric positive definite matrix, in place (the upper triangle is left as it was); false when it is not positive definite. */
export function cholesky(matrix: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j++) {
    const rowJ = j * n;
    const pivot = (matrix[rowJ + j] ?? 0) - dot(matrix, rowJ, matrix, rowJ, 0, j);
    if (!(pivot > 0)) return false;
    const root = Math.sqrt(pivot);
    matrix[rowJ + j] = root;
    for (let i = j + 1; i < n; i++) {
      const rowI = i * n;
      matrix[rowI + j] = ((matrix[rowI + j] ?? 0) - dot(matrix, rowI, matrix, rowJ, 0, j)) / root;
    }
  }
  return true;
}

/** Solves L·Lᵀ·x = b in place, given the Cholesky factor. */
export function solveCholesky(factor: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= (factor[i * n + k] ?? 0) * (b[k] ?? 0);
    b[i] = sum / (factor[i * n + i] ?? 1);
  }
  solveTransposed(factor, n, b);
}

/** Solves Lᵀ·x = b in place: a standard normal b becomes a draw with covariance (L·Lᵀ)⁻¹. */
export function solveTransposed(factor: Float64Array, n: number, b: Float64Array): void {
  for (let i = n - 1; i >= 0; i--) {
    const x = (b[i] ?? 0) / (factor[i * n + i] ?? 1);
    b[i] = x;
    for (let k = 0; k < i; k++) b[k] = (b[k] ?? 0) - (factor[i * n + k] ?? 0) * x;
  }
}

// L⁻¹ from the Cholesky factor: row j holds column j from its diagonal on, so that every product runs along rows.
function rootInverse(factor: Float64Array, n: number): Float64Array {
  const upper = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    upper[j * n + j] = 1 / (factor[j * n + j] ?? 1);
    for (let i = j + 1; i < n; i++) {
      upper[j * n + i] = -dot(factor, i * n, upper, j * n, j, i) / (factor[i * n + i] ?? 1);
    }
  }
  return upper;
}

/** The diagonal of (L·Lᵀ)⁻¹, at half the cost of the whole. */
export function inverseDiagonal(factor: Float64Array, n: number): Float64Array {
  const upper = rootInverse(factor, n);
  return Float64Array.from({ length: n }, (_, i) => dot(upper, i * n, upper, i * n, i, n));
}

/** (L·Lᵀ)⁻¹ from the Cholesky factor. */
export function inverseOf(factor: Float64Array, n: number): Float64Array {
  const upper = rootInverse(factor, n);
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = dot(upper, i * n, upper, j * n, i, n);
      inverse[i * n + j] = value;
      inverse[j * n + i] = value;
    }
  }
  return inverse;
}

/** The transpose. */
export function transposed(matrix: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out[j * n + i] = matrix[i * n + j] ?? 0;
  return out;
}

/** left · rightᵀ, both as rows. */
export function timesTransposed(left: Float64Array, right: Float64Array, n: number): Float64Array {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) product[i * n + j] = dot(left, i * n, right, j * n, 0, n);
  }
  return product;
}

/** left · rightᵀ where the product is known to be symmetric, at half the cost. */
export function symmetricTimesTransposed(left: Float64Array, right: Float64Array, n: number): Float64Array {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = dot(left, i * n, right, j * n, 0, n);
      product[i * n + j] = value;
      product[j * n + i] = value;
    }
  }
  return product;
}

/** The sum of products of two runs of entries. Four running sums let the processor overlap the additions: this loop is where fits spend their time. */
export function dot(left: Float64Array, x: number, right: Float64Array, y: number, from: number, to: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = from;
  for (; k + 3 < to; k += 4) {
    s0 += (left[x + k] ?? 0) * (right[y + k] ?? 0);
    s1 += (left[x + k + 1] ?? 0) * (right[y + k + 1] ?? 0);
    s2 += (left[x + k + 2] ?? 0) * (right[y + k + 2] ?? 0);
    s3 += (left[x + k + 3] ?? 0) * (right[y + k + 3] ?? 0);
  }
  for (; k < to; k++) s0 += (left[x + k] ?? 0) * (right[y + k] ?? 0);
  return s0 + s1 + (s2 + s3);
}

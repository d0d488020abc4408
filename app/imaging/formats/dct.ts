/** The discrete cosine transform of JPEG, as Arai, Agui and Nakajima factor it (1988), and the order of its coefficients. */

/** Where each coefficient of the file's order stands in the block (T.81 figure 5). */
// prettier-ignore
export const zigzag: readonly number[] = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/** What the factored transform leaves to divide by, for each row and column. */
const scales = Array.from({ length: 8 }, (_value, k) => (k === 0 ? 1 : Math.SQRT2 * Math.cos((k * Math.PI) / 16)));

const half = Math.SQRT1_2;
const sine = Math.sin(Math.PI / 8);
const low = Math.cos(Math.PI / 8) - sine;
const high = Math.cos(Math.PI / 8) + sine;

/**
 * Transforms a block of 8 x 8 in place and writes its rounded coefficients in the file's order.
 * @param steps of quantisation, in the block's order
 */
export function forwardDct(block: Float64Array, steps: readonly number[], into: Int32Array): void {
  for (let row = 0; row < 64; row += 8) transform(block, row, 1);
  for (let column = 0; column < 8; column++) transform(block, column, 8);
  for (let at = 0; at < 64; at++) {
    const place = zigzag[at] as number;
    const divisor = 8 * (steps[place] as number) * (scales[place >> 3] as number) * (scales[place & 7] as number);
    into[at] = Math.round((block[place] as number) / divisor);
  }
}

/** Transforms eight values that stand `by` apart. */
function transform(block: Float64Array, start: number, by: number): void {
  const at = (index: number) => block[start + index * by] as number;
  const [sum0, difference0] = [at(0) + at(7), at(0) - at(7)];
  const [sum1, difference1] = [at(1) + at(6), at(1) - at(6)];
  const [sum2, difference2] = [at(2) + at(5), at(2) - at(5)];
  const [sum3, difference3] = [at(3) + at(4), at(3) - at(4)];
  const put = (index: number, value: number) => (block[start + index * by] = value);
  const [outer, inner] = [sum0 + sum3, sum1 + sum2];
  const turned = (sum1 - sum2 + sum0 - sum3) * half;
  put(0, outer + inner);
  put(4, outer - inner);
  put(2, sum0 - sum3 + turned);
  put(6, sum0 - sum3 - turned);
  const [a, b, c] = [difference3 + difference2, difference2 + difference1, difference1 + difference0];
  const common = (a - c) * sine;
  const [even, odd] = [low * a + common, high * c + common];
  const [plus, minus] = [difference0 + b * half, difference0 - b * half];
  put(5, minus + even);
  put(3, minus - even);
  put(1, plus + odd);
  put(7, plus - odd);
}

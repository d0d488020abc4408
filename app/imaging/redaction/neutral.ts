/** Red, green and blue of a picture of which every pixel is masked: a warm grey. */
export const neutral: readonly [number, number, number] = [142, 136, 130];

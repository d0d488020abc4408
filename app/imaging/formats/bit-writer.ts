/** Writes the bits of a JPEG: the highest first, and a zero byte after each byte of ones in them. */
export class BitWriter {
  private written: Uint8Array;
  private length = 0;
  private pending = 0;
  private pendingBits = 0;

  /** @param expectedBytes room to begin with */
  constructor(expectedBytes: number) {
    this.written = new Uint8Array(Math.max(1024, expectedBytes));
  }

  /** Writes whole bytes as they are: headers and markers. */
  bytes(values: readonly number[]): void {
    for (const value of values) this.byte(value);
  }

  /** @param count at most 16 */
  bits(value: number, count: number): void {
    this.pending = (this.pending << count) | value;
    this.pendingBits += count;
    while (this.pendingBits >= 8) {
      this.pendingBits -= 8;
      const byte = (this.pending >> this.pendingBits) & 255;
      this.byte(byte);
      if (byte === 255) this.byte(0);
    }
    this.pending &= (1 << this.pendingBits) - 1;
  }

  /** Fills the last byte with ones. */
  flush(): void {
    if (this.pendingBits > 0) this.bits((1 << (8 - this.pendingBits)) - 1, 8 - this.pendingBits);
  }

  finish(): Uint8Array {
    return this.written.slice(0, this.length);
  }

  private byte(value: number): void {
    if (this.length === this.written.length) {
      const larger = new Uint8Array(this.written.length * 2);
      larger.set(this.written);
      this.written = larger;
    }
    this.written[this.length++] = value;
  }
}

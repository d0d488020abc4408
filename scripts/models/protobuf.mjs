/**
 * A Protocol Buffers message, read by the numbers of its fields.
 * Source: https://protobuf.dev/programming-guides/encoding/
 */
export class Message {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
    /** @type {Map<number, (number | Uint8Array)[]>} */
    this.fields = new Map();
    while (this.at < bytes.length) this.readField();
  }

  readField() {
    const tag = this.varint();
    const values = this.fields.get(tag >>> 3) ?? [];
    values.push(this.value(tag & 7));
    this.fields.set(tag >>> 3, values);
  }

  /** @param {number} wireType */
  value(wireType) {
    if (wireType === 0) return this.varint();
    if (wireType === 1) return this.take(8);
    if (wireType === 2) return this.take(this.varint());
    if (wireType === 5) return this.take(4);
    throw new Error(`A field of the wire type ${wireType} cannot be read.`);
  }

  /** Exact up to 2^53; these files hold nothing larger. */
  varint() {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new Error("The file ends in the middle of a number.");
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  }

  /** @param {number} length */
  take(length) {
    if (this.at + length > this.bytes.length) throw new Error("The file ends in the middle of a field.");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** @param {number} field */
  numbers(field) {
    return (this.fields.get(field) ?? []).filter((value) => typeof value === "number");
  }

  /** @param {number} field */
  parts(field) {
    return (this.fields.get(field) ?? []).filter((value) => typeof value !== "number");
  }

  /** @param {number} field */
  messages(field) {
    return this.parts(field).map((part) => new Message(part));
  }

  /** @param {number} field */
  texts(field) {
    return this.parts(field).map((part) => new TextDecoder().decode(part));
  }
}

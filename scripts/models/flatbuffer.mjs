/**
 * A FlatBuffers table, read by the numbers of its fields; everything is little-endian.
 * Source: https://flatbuffers.dev/internals/
 */
export class Table {
  /**
   * @param {DataView} view
   * @param {number} at where the table begins
   */
  constructor(view, at) {
    this.view = view;
    this.at = at;
    this.vtable = at - view.getInt32(at, true);
  }

  /** A table without fields. */
  static get empty() {
    // The offset of its vtable, then the vtable: the size of itself, and that of no field.
    return new Table(new DataView(Uint8Array.of(252, 255, 255, 255, 4, 0, 4, 0).buffer), 0);
  }

  /**
   * Returns the table that a file begins with.
   * @param {Uint8Array} bytes
   */
  static root(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new Table(view, view.getUint32(0, true));
  }

  /**
   * Returns the offset of a field's value; 0 when the field is absent.
   * @param {number} field
   */
  field(field) {
    const entry = 4 + 2 * field;
    if (entry >= this.view.getUint16(this.vtable, true)) return 0;
    const offset = this.view.getUint16(this.vtable + entry, true);
    return offset === 0 ? 0 : this.at + offset;
  }

  /** @param {number} field */
  byte(field) {
    const at = this.field(field);
    return at === 0 ? 0 : this.view.getInt8(at);
  }

  /** @param {number} field */
  int(field) {
    const at = this.field(field);
    return at === 0 ? 0 : this.view.getInt32(at, true);
  }

  /** @param {number} field */
  table(field) {
    const at = this.field(field);
    return at === 0 ? null : new Table(this.view, this.follow(at));
  }

  /** @param {number} field */
  tables(field) {
    return this.vector(field, 4, (at) => new Table(this.view, this.follow(at)));
  }

  /** @param {number} field */
  ints(field) {
    return this.vector(field, 4, (at) => this.view.getInt32(at, true));
  }

  /** @param {number} field */
  bytes(field) {
    const at = this.field(field);
    if (at === 0) return new Uint8Array();
    const start = this.follow(at);
    return new Uint8Array(this.view.buffer, this.view.byteOffset + start + 4, this.view.getUint32(start, true));
  }

  /** @param {number} field */
  text(field) {
    return new TextDecoder().decode(this.bytes(field));
  }

  /**
   * @template T
   * @param {number} field
   * @param {number} size bytes of one element
   * @param {(at: number) => T} read
   * @returns {T[]}
   */
  vector(field, size, read) {
    const at = this.field(field);
    if (at === 0) return [];
    const start = this.follow(at);
    const length = this.view.getUint32(start, true);
    return Array.from({ length }, (_, i) => read(start + 4 + i * size));
  }

  /** @param {number} at */
  follow(at) {
    return at + this.view.getUint32(at, true);
  }
}

/**
 * The types of what the workers take from Node by the flag nodejs_compat, and no more: with @types/node here its globals would be
 * everywhere. The other projects have @types/node and leave this file out.
 */
declare module "node:buffer" {
  type Encoding = "base64" | "base64url" | "latin1" | "utf8";
  export class Buffer extends Uint8Array<ArrayBuffer> {
    static alloc(bytes: number): Buffer;
    static concat(parts: readonly Uint8Array[]): Buffer;
    static from(text: string, encoding: Encoding): Buffer;
    static from(bytes: ArrayBuffer | Uint8Array): Buffer;
    static from(bytes: ArrayBuffer, offset: number, length: number): Buffer;
    override indexOf(value: number | Uint8Array, from?: number): number;
    override subarray(start?: number, end?: number): Buffer;
    override toString(encoding?: Encoding, start?: number, end?: number): string;
  }
}

declare module "node:crypto" {
  import type { Buffer } from "node:buffer";
  export type ScryptOptions = { N?: number; r?: number; p?: number; maxmem?: number };
  export interface Hash {
    update(bytes: Uint8Array | string): Hash;
    digest(encoding: "base64"): string;
  }
  export function createHash(algorithm: "sha256"): Hash;
  export function randomBytes(bytes: number): Buffer;
  export function scrypt(
    password: string,
    salt: Uint8Array,
    keyBytes: number,
    options: ScryptOptions,
    done: (error: Error | null, key: Buffer) => void,
  ): void;
  export function timingSafeEqual(one: Uint8Array, other: Uint8Array): boolean;
}

declare module "node:zlib" {
  export const constants: { Z_SYNC_FLUSH: number };
  export function crc32(bytes: Uint8Array, before?: number): number;
  export function deflateRawSync(bytes: Uint8Array, options: { finishFlush?: number }): Uint8Array;
}

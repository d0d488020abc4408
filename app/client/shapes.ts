/**
 * Checks of what our own server sends, by hand: pages go without zod, a seventh of the scripts of a conversation. They hold a
 * value's form, which a page relies on, and leave what is inside a text (an id, a time) to the contract's tests.
 */

export type Check = (value: unknown) => boolean;

/** A check for each field that a value may have: the type checker asks for those that the contract adds. */
export type Fields<Value> = { readonly [Name in keyof Value]-?: Check };

export const isText: Check = (value) => typeof value === "string";
export const isBoolean: Check = (value) => typeof value === "boolean";
export const isWhole: Check = (value) => Number.isSafeInteger(value);

export function oneOf(values: readonly unknown[]): Check {
  return (value) => values.includes(value);
}

export function optional(check: Check): Check {
  return (value) => value === undefined || check(value);
}

export function nullable(check: Check): Check {
  return (value) => value === null || check(value);
}

export function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

/** Checks an object whose keys may be any. */
export function recordOf(check: Check): Check {
  return (value) => isRecord(value) && Object.values(value).every(check);
}

/** Returns whether a value has the fields. Others may come with it: a later server sends more. */
export function hasFields<Value>(value: unknown, fields: Fields<Value>): value is Value {
  return isRecord(value) && Object.entries<Check>(fields).every(([name, check]) => check(value[name]));
}

export function objectOf<Value>(fields: Fields<Value>): Check {
  return (value) => hasFields(value, fields);
}

/** The checks of each kind of frame. */
export type FrameFields<Frame extends { type: string }> = {
  readonly [Type in Frame["type"]]: Fields<Omit<FrameOf<Frame, Type>, "type">>;
};
type FrameOf<Frame, Type> = Frame extends { type: infer Own } ? (Type extends Own ? Frame : never) : never;

/** Returns whether a value is a frame of one of these types. */
export function isFrame<Frame extends { type: string }>(value: unknown, frames: FrameFields<Frame>): value is Frame {
  if (!isRecord(value) || typeof value.type !== "string" || !Object.hasOwn(frames, value.type)) return false;
  return hasFields(value, frames[value.type as Frame["type"]]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

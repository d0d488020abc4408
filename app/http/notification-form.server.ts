import type { PushKinds } from "~/contract/push";

const kinds: readonly (keyof PushKinds)[] = ["messages", "requests", "originals", "stories", "sign_ins"];

/** Returns the choices of the settings page's form, to be parsed as `PushChange`: a box that is not ticked is not sent. */
export function notificationChoices(fields: Record<string, unknown>): unknown {
  const { from, to, time_zone, detail, is_quiet: isQuiet } = fields;
  return {
    kinds: Object.fromEntries(kinds.map((kind) => [kind, fields[kind] === "on"])),
    detail,
    quiet: isQuiet === "on" ? { from, to, time_zone } : null,
  };
}

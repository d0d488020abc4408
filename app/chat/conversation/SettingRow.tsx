import { Timer, TimerOff } from "lucide-react";
import { chatText } from "~/text/chat";
import { clockTime, type Calendar } from "~/text/dates";
import { WithName } from "~/ui/PersonName";
import type { TimelineSetting } from "./timeline";

/** Says among the messages that somebody set after how long they disappear. */
export function SettingRow({
  setting,
  name,
  calendar,
}: {
  setting: TimelineSetting;
  name: string;
  calendar: Calendar;
}) {
  const { after, isMine, at, key } = setting;
  const Icon = after === 0 ? TimerOff : Timer;
  return (
    <p
      data-key={key}
      className="mx-auto my-4 flex max-w-[85%] items-center gap-2 rounded-2xl bg-sunk px-4 py-2 text-center text-sm text-soft"
    >
      <Icon aria-hidden="true" className="size-4 shrink-0" />
      <span>
        <WithName name={name}>{chatText.disappearing.changed({ name: isMine ? null : name, after })}</WithName>{" "}
        <time dateTime={new Date(at).toISOString()}>{clockTime(at, calendar)}</time>
      </span>
    </p>
  );
}

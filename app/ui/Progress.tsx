/** A bar for a long step: `value` from 0 to 1, or null while its progress is not known. */
export function Progress({ label, value }: { label: string; value: number | null }) {
  return (
    <progress
      aria-label={label}
      max={1}
      value={value ?? undefined}
      className="h-1.5 w-full appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent [&::-webkit-progress-value]:transition-[width]"
    />
  );
}

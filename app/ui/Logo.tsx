/** Two ellipses, as faces are covered with, that lean together into a heart. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="text-accent">
      <ellipse cx="11.6" cy="14.6" rx="6.6" ry="11" transform="rotate(-38 11.6 14.6)" fill="currentColor" />
      <ellipse
        cx="20.4"
        cy="14.6"
        rx="6.6"
        ry="11"
        transform="rotate(38 20.4 14.6)"
        fill="currentColor"
        opacity=".62"
      />
    </svg>
  );
}

import { common } from "~/text/common";
import { storyText } from "~/text/story";
import { ButtonLink } from "./Button";

/** The top of the feed: what the product is, and a drawing of what it does. */
export function Hero({ isVisitor }: { isVisitor: boolean }) {
  return (
    <div className="grid items-center gap-10 py-12 sm:py-16 lg:grid-cols-[1fr_20rem] lg:gap-16">
      <div className="grid justify-items-start gap-5">
        <h1 className="max-w-xl text-[2.625rem] leading-[1.06] sm:text-6xl">{storyText.feedTitle}</h1>
        <p className="max-w-xl text-lg text-soft text-pretty">{storyText.feedLead}</p>
        {isVisitor && (
          <div className="flex flex-wrap gap-2 pt-1">
            <ButtonLink to="/sign-up?next=/stories/new">{common.share}</ButtonLink>
            <ButtonLink to="/how-it-works" look="plain">
              {common.how}
            </ButtonLink>
          </div>
        )}
      </div>
      <RedactedPhotoDrawing />
    </div>
  );
}

/** A drawing of three people in a photo with their faces redacted: no real face is needed to show it. */
function RedactedPhotoDrawing() {
  return (
    <svg viewBox="0 0 320 300" aria-hidden="true" className="hidden w-full text-accent lg:block">
      <defs>
        <clipPath id="hero-frame">
          <rect x="20" y="24" width="280" height="224" rx="12" />
        </clipPath>
        <filter id="hero-soft" x="-30%" y="-30%" width="160%" height="160%">
          <feGaussianBlur stdDeviation="5" />
        </filter>
      </defs>
      <g transform="rotate(-2.5 160 150)">
        <rect x="8" y="12" width="304" height="276" rx="16" className="fill-card stroke-line" />
        <g clipPath="url(#hero-frame)">
          <rect x="20" y="24" width="280" height="224" className="fill-blush" />
          <circle cx="238" cy="70" r="34" fill="currentColor" opacity=".16" />
          <path d="M20 190c60-34 96-30 150-12s90 8 130-14v90H20Z" fill="currentColor" opacity=".14" />
          <path d="M38 260c0-58 22-86 52-86s52 28 52 86Z" fill="currentColor" opacity=".42" />
          <path d="M180 260c0-52 20-78 48-78s50 26 50 78Z" fill="currentColor" opacity=".34" />
          <path d="M104 260c0-66 24-100 58-100s56 34 56 100Z" fill="currentColor" opacity=".72" />
          <g filter="url(#hero-soft)">
            <ellipse cx="90" cy="140" rx="25" ry="32" className="fill-blush" />
            <ellipse cx="90" cy="140" rx="25" ry="32" fill="currentColor" opacity=".34" />
            <ellipse cx="230" cy="150" rx="24" ry="30" className="fill-blush" />
            <ellipse cx="230" cy="150" rx="24" ry="30" fill="currentColor" opacity=".26" />
            <ellipse cx="162" cy="120" rx="28" ry="36" className="fill-blush" />
            <ellipse cx="162" cy="120" rx="28" ry="36" fill="currentColor" opacity=".5" />
          </g>
        </g>
        <path d="M24 268h92" className="stroke-line" strokeWidth="5" strokeLinecap="round" />
      </g>
    </svg>
  );
}

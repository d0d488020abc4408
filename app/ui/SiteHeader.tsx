import { Form, Link, NavLink, useLocation } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { common } from "~/text/common";
import { inboxText } from "~/text/inbox";
import { waitingText } from "~/text/waiting";
import { Badge } from "./Badge";
import { PersonName } from "./PersonName";
import { ButtonLink } from "./Button";
import { Logo } from "./Logo";

const link =
  "inline-flex min-h-11 items-center rounded-full px-3 text-[0.9375rem] text-soft transition-colors hover:text-ink aria-[current=page]:text-ink aria-[current=page]:font-medium whitespace-nowrap";

interface Waiting {
  messages: number;
  asks: number;
  /** Of other news: a request that was accepted, originals, moderation, sign-ins. */
  news: number;
}

interface Viewer {
  /** Null for a visitor. */
  name: string | null;
  /** Unread messages, requests to answer, and other news. */
  waiting: Waiting;
  /** Open reports, for staff; null for everybody else. */
  queue: number | null;
}

/** From which width the links fit beside the product's name: a member has three times as many, with their counts. */
const widths = {
  visitor: { links: "md:flex", menu: "md:hidden" },
  member: { links: "lg:flex", menu: "lg:hidden" },
} as const;

/** The product's name and its main navigation. */
export function SiteHeader({ name, waiting, queue }: Viewer) {
  const { links } = widths[name === null ? "visitor" : "member"];
  return (
    <header className="sticky top-0 z-30 border-b border-line/70 bg-paper/90 backdrop-blur">
      <div className="mx-auto flex max-w-5xl items-center gap-1 px-4 py-2 sm:px-6">
        <Link
          to="/"
          className="me-auto flex min-h-11 items-center gap-2 rounded-full pe-2"
          aria-label={`${common.name}: ${common.stories}`}
        >
          <Logo />
          <span className="font-serif text-[1.375rem] font-medium tracking-tight">{common.name}</span>
        </Link>
        <nav aria-label={common.main} className={`hidden items-center ${links}`}>
          <NavLinks name={name} waiting={waiting} queue={queue} />
        </nav>
        {name === null ? (
          <>
            <NavLink to="/sign-in" className={link}>
              {common.signIn}
            </NavLink>
            <ButtonLink to="/sign-up?next=/stories/new" className="max-sm:hidden">
              {common.share}
            </ButtonLink>
          </>
        ) : (
          <ButtonLink to="/stories/new" className="max-[22rem]:hidden">
            {common.share}
          </ButtonLink>
        )}
        <PersonMenu name={name} waiting={waiting} queue={queue} />
      </div>
    </header>
  );
}

function countOf({ messages, asks, news }: Waiting): number {
  return messages + asks + news;
}

function waitingSentence(waiting: Waiting): string {
  const { messages, asks, news } = waiting;
  return [...(messages + asks > 0 ? [waitingText.all(waiting)] : []), ...(news > 0 ? [inboxText.news(news)] : [])].join(
    ", ",
  );
}

function NavLinks({ name, waiting, queue }: Viewer) {
  return (
    <>
      <NavLink to="/" end className={link}>
        {common.stories}
      </NavLink>
      {name !== null && (
        <>
          <NavLink to="/me" className={link}>
            {common.mine}
          </NavLink>
          <NavLink to="/connections" className={`${link} gap-1.5`}>
            {common.connections}
            <Badge count={waiting.messages + waiting.asks} label={waitingText.all(waiting)} />
          </NavLink>
          <NavLink to="/inbox" className={`${link} gap-1.5`}>
            {common.inbox}
            <Badge count={waiting.news} label={inboxText.news(waiting.news)} />
          </NavLink>
          {queue !== null && (
            <NavLink to="/moderation" className={`${link} gap-1.5`}>
              {common.moderation}
              <Badge count={queue} label={common.openReports(queue)} />
            </NavLink>
          )}
        </>
      )}
      <NavLink to="/how-it-works" className={link}>
        {common.how}
      </NavLink>
    </>
  );
}

/** The menu: all links on a phone, the account's alone on a wide screen. Works without scripts. */
function PersonMenu({ name, waiting, queue }: Viewer) {
  const menu = useAutoClose();
  const hasNews = countOf(waiting) > 0;
  const narrow = widths[name === null ? "visitor" : "member"].menu;
  return (
    <details ref={menu} className={`group relative ${name === null ? narrow : ""}`}>
      <summary
        aria-label={hasNews ? `${common.menu}, ${waitingSentence(waiting)}` : common.menu}
        className="relative grid size-11 list-none place-items-center rounded-full transition-colors hover:bg-sunk [&::-webkit-details-marker]:hidden"
      >
        {name === null ? <Bars /> : <Initial name={name} />}
        {hasNews && (
          <span className={`absolute top-0.5 end-0.5 size-3 rounded-full border-2 border-paper bg-accent ${narrow}`} />
        )}
      </summary>
      <div className="absolute end-0 mt-2 grid w-56 gap-0.5 rounded-2xl border border-line bg-card p-2 shadow-card">
        {name !== null && (
          <p className="truncate px-3 py-2 text-sm text-soft">
            <PersonName name={name} />
          </p>
        )}
        <nav aria-label={common.menu} className={`grid ${narrow}`}>
          <NavLinks name={name} waiting={waiting} queue={queue} />
          <NavLink to={name === null ? "/sign-up?next=/stories/new" : "/stories/new"} className={link}>
            {common.share}
          </NavLink>
        </nav>
        {name !== null && <AccountLinks />}
      </div>
    </details>
  );
}

function AccountLinks() {
  return (
    <>
      <NavLink to="/settings" className={link}>
        {common.settings}
      </NavLink>
      {/* As a document: its answer clears what the browser keeps, the service worker included, and Chromium then cuts off what a
          script has asked for. */}
      <Form method="post" action="/sign-out" reloadDocument>
        <button type="submit" className={`${link} w-full`}>
          {common.signOut}
        </button>
      </Form>
    </>
  );
}

/**
 * Closes an open menu when the page changes, on a press of one of its links, on Escape, and on a press beside it. A form's answer
 * is no other page: its location comes a moment after its words, when somebody may have opened the menu.
 */
function useAutoClose() {
  const menu = useRef<HTMLDetailsElement>(null);
  const { pathname, search } = useLocation();
  useEffect(() => {
    const close = () => menu.current?.removeAttribute("open");
    const onPress = (event: Event) => {
      if (!menu.current?.contains(event.target as Node)) close();
    };
    const onClick = (event: Event) => {
      if (event.target instanceof Element && menu.current?.contains(event.target.closest("a"))) close();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !menu.current?.open) return;
      close();
      menu.current.querySelector("summary")?.focus();
    };
    close();
    document.addEventListener("pointerdown", onPress);
    document.addEventListener("click", onClick);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", onPress);
      document.removeEventListener("click", onClick);
      document.removeEventListener("keydown", onKey);
    };
  }, [pathname, search]);
  return menu;
}

function Initial({ name }: { name: string }) {
  return (
    <span className="grid size-9 place-items-center rounded-full bg-blush font-serif text-lg text-accent">
      {[...name][0]?.toUpperCase()}
    </span>
  );
}

function Bars() {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 20 20"
      aria-hidden="true"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
    >
      <path d="M3 6h14M3 14h14" />
    </svg>
  );
}

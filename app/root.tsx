import newsreader from "@fontsource/newsreader/files/newsreader-latin-400-normal.woff2?url";
import newsreaderMedium from "@fontsource/newsreader/files/newsreader-latin-500-normal.woff2?url";
import figtree from "@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2?url";
import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/cloudflare";
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useLocation,
  useMatches,
  useRouteError,
  useRouteLoaderData,
} from "@remix-run/react";
import type { ReactNode } from "react";
import { OutboxSender } from "./chat/outbox/OutboxSender";
import { UnreadProvider, useUnreadCounts } from "./chat/unread/unread-counts";
import { noUnread } from "./chat/unread/unread-store";
import { Publishing } from "./composer/publish/Publishing";
import { countOpenReports } from "~/domain/safety/moderation.server";
import { countUnreadOnPage } from "~/domain/inbox/inbox.server";
import { followInboxLater } from "./inbox/follow-inbox-later";
import { LazyInboxToast } from "./inbox/LazyInboxToast";
import { useAppBadge } from "./inbox/use-app-badge";
import { findViewer, readerOf } from "~/http/session.server";
import { readTheme, type Theme } from "~/http/theme.server";
import { LazyOfflineNotices } from "./offline/LazyOfflineNotices";
import { isNetworkFailure, OfflineError } from "./offline/OfflineError";
import styles from "./styles.css?url";
import { common, errorText } from "./text/common";
import { errorMeta, pageMeta } from "./text/page-meta";
import { ButtonLink } from "./ui/Button";
import { ScheduledDeletionBanner } from "./ui/ScheduledDeletionBanner";
import { Logo } from "./ui/Logo";
import { PendingBar } from "./ui/PendingBar";
import { SiteFooter } from "./ui/SiteFooter";
import { SiteHeader } from "./ui/SiteHeader";
import { VerifyAddressBanner } from "./ui/VerifyAddressBanner";

const preloadedFont = (href: string) =>
  ({ rel: "preload", as: "font", type: "font/woff2", href, crossOrigin: "anonymous" }) as const;

export const links: LinksFunction = () => [
  preloadedFont(figtree),
  preloadedFont(newsreader),
  preloadedFont(newsreaderMedium),
  { rel: "stylesheet", href: styles },
  { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
  { rel: "apple-touch-icon", href: "/icon-180.png" },
  { rel: "manifest", href: "/manifest.webmanifest" },
];

export const meta: MetaFunction<typeof loader> = ({ error }) =>
  error === undefined ? pageMeta({ title: common.name, description: common.tagline }) : errorMeta(statusOf(error));

/** `--paper` of styles.css. */
const paper = { light: "#faf6ef", dark: "#181513" };

/** The screen's edges are the page's, and an on-screen keyboard makes the page shorter, where the browser can. */
const viewport = "width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const viewer = await findViewer(request, context);
  return {
    account: viewer?.account.id ?? null,
    name: viewer?.account.display_name ?? null,
    queue: viewer?.account.role === "staff" ? await countOpenReports(context.services) : null,
    leavesAt: viewer?.account.leaves_at ?? null,
    unverified: context.services.mailer && viewer?.account.email_verified === false ? viewer.account.email : null,
    unread: viewer && (await countUnreadOnPage(context.services, readerOf(viewer))),
    theme: await readTheme(request),
    nonce: context.nonce,
  };
}

export function Layout({ children }: { children: ReactNode }) {
  const data = useRouteLoaderData<typeof loader>("root");
  const theme = data?.theme ?? "system";
  const { pathname } = useLocation();
  const { fillsWindow, hasOwnHeader } = useTraits();
  // A document's scripts carry the nonce of its answer; in the browser the attribute reads empty, so it is not compared.
  const nonce = typeof document === "undefined" ? data?.nonce : "";
  return (
    <html lang="en" data-theme={theme}>
      <Head theme={theme} />
      <body className={fillsWindow ? "flex h-(--visible-height) flex-col overflow-hidden" : "flex flex-col"}>
        <SkipLink />
        <PendingBar />
        <UnreadProvider account={data?.account ?? null} initial={data?.unread ?? noUnread} follow={followInboxLater}>
          {data?.name && <OutboxSender page={pathname} />}
          <div className={hasOwnHeader ? "contents max-md:hidden" : "contents"}>
            <Header name={data?.name ?? null} queue={data?.queue ?? null} />
          </div>
          {data && <SiteNotices data={data} />}
          <main
            id="content"
            tabIndex={-1}
            className={`w-full flex-1 scroll-mt-16 outline-none ${fillsWindow ? "min-h-0 overflow-y-auto" : ""}`}
          >
            {children}
          </main>
        </UnreadProvider>
        {!fillsWindow && <SiteFooter theme={theme} />}
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

function Head({ theme }: { theme: Theme }) {
  return (
    <head>
      <meta charSet="utf-8" />
      <meta name="viewport" content={viewport} />
      <ThemeColours theme={theme} />
      <Meta />
      <Links />
    </head>
  );
}

/** The notices above and over every page: of the network, the inbox, a story on its way, the address, a scheduled deletion. */
function SiteNotices({ data: { account, unverified, leavesAt } }: { data: Awaited<ReturnType<typeof loader>> }) {
  const { pathname, search } = useLocation();
  const { isKept, hasOwnHeader } = useTraits();
  return (
    <>
      <LazyOfflineNotices account={account} path={isKept ? pathname + search : null} saysOffline={hasOwnHeader} />
      {account && <LazyInboxToast account={account} />}
      {account && <Publishing author={account} page={pathname} />}
      {unverified && <VerifyAddressBanner email={unverified} />}
      {leavesAt && <ScheduledDeletionBanner leavesAt={leavesAt} />}
    </>
  );
}

function SkipLink() {
  return (
    <a
      href="#content"
      className="sr-only rounded-full bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-3 focus:start-3 focus:z-50"
    >
      {common.skip}
    </a>
  );
}

function Header({ name, queue }: { name: string | null; queue: number | null }) {
  const { total, asks, news } = useUnreadCounts();
  useAppBadge(total + asks + news);
  return <SiteHeader name={name} queue={queue} waiting={{ messages: total, asks, news }} />;
}

/**
 * Returns what the routes of the page declare in their `handle`: that it scrolls in parts of its own, that on a phone its own
 * header stands for the site's, and that it is kept for reading offline.
 */
function useTraits() {
  const matches = useMatches();
  const has = (trait: string) =>
    matches.some(({ handle }) => typeof handle === "object" && handle !== null && trait in handle);
  return { fillsWindow: has("fillsWindow"), hasOwnHeader: has("hasOwnHeader"), isKept: has("keptOffline") };
}

/** The colour of the browser's own bar: that of the paper. */
function ThemeColours({ theme }: { theme: Theme }) {
  if (theme !== "system") return <meta name="theme-color" content={paper[theme]} />;
  return (
    <>
      <meta name="theme-color" content={paper.light} media="(prefers-color-scheme: light)" />
      <meta name="theme-color" content={paper.dark} media="(prefers-color-scheme: dark)" />
    </>
  );
}

export default function App() {
  return <Outlet />;
}

function statusOf(error: unknown): number {
  return isRouteErrorResponse(error) ? error.status : 500;
}

/** The request that an unexpected error belongs to, from the problem that was thrown; null when nobody said. */
function requestIdOf(error: unknown): string | null {
  if (!isRouteErrorResponse(error) || error.status < 500) return null;
  return /"request_id":"([0-9a-f-]{36})"/.exec(String(error.data))?.[1] ?? null;
}

export function ErrorBoundary() {
  const error = useRouteError();
  if (isNetworkFailure(error)) return <OfflineError />;
  const { title, body } = errorText(statusOf(error));
  const requestId = requestIdOf(error);
  return (
    <div className="mx-auto grid max-w-xl justify-items-center gap-5 px-6 py-24 text-center">
      <Logo size={56} />
      <h1 className="text-4xl">{title}</h1>
      <p className="text-lg text-soft">{body}</p>
      {requestId && (
        <p className="text-sm text-soft">
          {common.requestId} <code className="break-all">{requestId}</code>
        </p>
      )}
      <ButtonLink to="/">{common.toStories}</ButtonLink>
    </div>
  );
}

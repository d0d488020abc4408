/**
 * Takes out of React's and Remix's scripts what no page of ours reaches: the other branch of settings that vite.config.ts decides,
 * and parts that a bundler has to keep as it cannot know that nobody calls them. A tenth of what a first visit loads was that.
 */
import type { Plugin } from "vite";

/** What a module says, and what it says for us; a pattern is replaced wherever it is found. */
type Change = readonly [said: string | RegExp, instead: string];

const blockers = "no page stops a navigation";
const streams = "data comes by single fetch, not by `defer`";
const transitions = "no link asks for a view transition";
const routesAtRuntime = "the routes of a build do not change";
const scriptsOnce = "scripts are written by the server; in a page they have run";
const settings = "vite.config.ts sets Remix's flags";
const legacy = "a page is hydrated by hydrateRoot alone";

type Changes = readonly [modules: RegExp, because: string, ...changes: Change[]];

/** The changes of each module, and why nothing misses what they take. */
const changes: readonly Changes[] = [
  [
    /@remix-run\/react\/dist\/esm\/(browser|components|fog-of-war|links|routes)\.js$/,
    settings,
    [/(?:window\.__remixContext\.)?\bfuture\.v3_\w+(?: === true)?/g, "true"],
  ],
  [
    /@remix-run\/react\/dist\/esm\/(browser|components|fog-of-war|routeModules|routes|scroll-restoration)\.js$/,
    settings,
    [
      /(!?)(?:window\.__remixContext\.isSpaMode\b|(?<=if \()isSpaMode(?=\))|(?<=[!( ])isSpaMode(?= [&?])|(?<=!)isSpaMode\b)/g,
      "$1false",
    ],
  ],
  [
    /@remix-run\/react\/dist\/esm\/browser\.js$/,
    routesAtRuntime,
    ["router.createRoutesForHMR = createClientRoutesWithHMRRevalidationOptOut;", ""],
  ],
  [/@remix-run\/react\/dist\/esm\/routes\.js$/, streams, ['if (typeof singleFetch === "function") {', "if (true) {"]],
  [
    /@remix-run\/react\/dist\/esm\/components\.js$/,
    scriptsOnce,
    ["static: isStatic,", ""],
    [/!isStatic\b/g, "true"],
    ["let contextScript = staticContext ? ", "let contextScript = false ? "],
    [/typeof __remixContext === "object" && __remixContext\.a/, "false"],
  ],
  [
    /@remix-run\/react\/dist\/esm\/scroll-restoration\.js$/,
    scriptsOnce,
    [/let restoreScroll = [^]*?\.toString\(\);/, 'let restoreScroll = "";'],
  ],
  [/@remix-run\/router\/dist\/router\.js$/, settings, [/\bfuture\.v7_\w+/g, "true"]],
  [
    /@remix-run\/router\/dist\/router\.js$/,
    streams,
    [/(?<=function isDeferredResult\(result\) \{)[^]*?(?=\n\})/, "return false;"],
    [/(?<=function isDeferredData\(value\) \{)[^]*?(?=\n\})/, "return false;"],
    [/activeDeferreds\.forEach\(\(deferredData, routeId\) => \{[^]*?\n {4}\}\);/, ""],
    [/activeDeferreds\.forEach\(\(dfd, routeId\) => \{[^]*?\n {4}\}\);/, ""],
  ],
  [
    /@remix-run\/router\/dist\/router\.js$/,
    blockers,
    [/(?<=function shouldBlockNavigation\(_ref2\) \{)[^]*?(?=\n {2}\})/, "return undefined;"],
    [/ {4}dispose,\n {4}getBlocker,\n {4}deleteBlocker,\n/, ""],
    ["if (unblockBlockerHistoryUpdate) {", "if (false) {"],
    ["if (blockerKey && delta != null) {", "if (false) {"],
    ["if (blockerKey) {", "if (false) {"],
  ],
  [
    /@remix-run\/router\/dist\/router\.js$/,
    routesAtRuntime,
    [/_internalFetchControllers: [^]*?_internalSetRoutes\n/, ""],
  ],
  [
    /@remix-run\/router\/dist\/router\.js$/,
    transitions,
    [/(?<=if \(isBrowser\) \{)[^]*?(?=\n {4}\})/, ""],
    [/(?<=let viewTransitionOpts;)[^]*?(?=\n {4}updateState\()/, ""],
  ],
  [
    /@remix-run\/router\/dist\/router\.js$/,
    "what it warns of in the console is for development",
    [/(?<=function warning\(cond, message\) \{)[^]*?(?=\n\})/, ""],
  ],
  [
    /react-router\/dist\/index\.js$/,
    settings,
    [/(?<=function logV6DeprecationWarnings\(renderFuture, routerFuture\) \{)[^]*?(?=\n\})/, ""],
  ],
  [
    /react-router-dom\/dist\/index\.js$/,
    transitions,
    ["if (!viewTransitionOpts || isViewTransitionUnavailable) {", "if (true) {"],
  ],
  [
    /react-dom\/cjs\/react-dom\.production\.min\.js$/,
    legacy,
    [/exports\.createRoot=[^]*?(?=\nexports\.findDOMNode)/, ""],
    [/exports\.findDOMNode=[^]*?(?=exports\.flushSync)/, ""],
    [/exports\.hydrate=[^]*?(?=\nexports\.hydrateRoot)/, ""],
    [/exports\.render=[^]*?(?=exports\.version)/, ""],
  ],
];

/** Fails where a package has no such module any more, or a module no longer says what is taken out of it. */
export function withoutUnused(): Plugin {
  const unseen = new Set(changes);
  return {
    name: "without-unused",
    apply: "build",
    transform(code, id) {
      const found = changes.filter(([modules]) => modules.test(id));
      if (found.length === 0) return null;
      for (const each of found) unseen.delete(each);
      return { code: found.reduce((text, change) => changed(text, change, id), code), map: null };
    },
    generateBundle() {
      for (const [modules] of unseen) throw new Error(`No module is called ${modules} any more: ${advice}`);
    },
  };
}

const advice = "see scripts/without-unused.ts, where each change says why it may be made, or be left out.";

function changed(code: string, [, , ...parts]: Changes, id: string): string {
  return parts.reduce((text, [said, instead]) => {
    const after = text.replace(said, instead);
    if (after === text) throw new Error(`${id} does not say ${said} any more: ${advice}`);
    return after;
  }, code);
}

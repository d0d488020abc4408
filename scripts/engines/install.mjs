/** Firefox and WebKit: found on this machine, or installed where that can be done. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Debian's packages of what has to be there. */
const packages = ["firefox-esr", "webkit2gtk-driver", "xvfb", "xdotool"];

/** The command by which a person would install them. */
const byHand = `apt-get install --no-install-recommends ${packages.join(" ")}`;

/** @typedef {{ firefox: string, webkitDriver: string, miniBrowser: string, xvfb: string, mouse: string }} Engines paths of programs */

/**
 * Returns the engines' programs; installs those that lack, where this is Debian or its kin and we may.
 * @returns {Engines}
 * @throws {Error} with a sentence that says how to get them
 */
export function ensureEngines() {
  if (lacking().length > 0) install();
  const lack = lacking();
  if (lack.length > 0)
    throw new Error(`Here is no ${lack.join(", no ")}: get them by "${byHand}" (Debian or Ubuntu), then try again.`);
  return found();
}

/** Returns the paths of the programs as far as they are there; empty for those that lack. @returns {Engines} */
function found() {
  return {
    firefox: process.env.FIREFOX_PATH ?? (programAt("firefox-esr") || programAt("firefox")),
    webkitDriver: programAt("WebKitWebDriver"),
    miniBrowser: miniBrowserPath(),
    xvfb: programAt("Xvfb"),
    mouse: programAt("xdotool"),
  };
}

/** Returns what lacks, in words. */
function lacking() {
  const { firefox, webkitDriver, miniBrowser, xvfb, mouse } = found();
  return [
    ...(firefox ? [] : ["Firefox"]),
    ...(webkitDriver && miniBrowser ? [] : ["WebKit with its driver"]),
    ...(xvfb ? [] : ["Xvfb"]),
    ...(mouse ? [] : ["xdotool"]),
  ];
}

/** Installs by apt; without the right to, or without apt, what lacks goes on to lack. */
function install() {
  if (!programAt("apt-get")) return;
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  if (asRoot.length > 0 && !programAt("sudo")) return;
  const began = Date.now();
  console.log(`  Installing ${lacking().join(", ")} …`);
  try {
    for (const parameters of [["update"], ["install", "-y", "--no-install-recommends", ...packagesHere()]])
      runApt([...asRoot, "apt-get", ...parameters]);
    console.log(`  Installed in ${Math.round((Date.now() - began) / 1_000)} s.`);
  } catch (error) {
    console.error(`  apt-get failed: ${error instanceof Error ? error.message.split("\n").at(-2) : error}`);
  }
}

/** Ubuntu has no firefox-esr and brings a Firefox of its own: only what lacks is asked for. */
function packagesHere() {
  const { firefox } = found();
  return packages.filter((name) => name !== "firefox-esr" || !firefox);
}

/** @param {string[]} command */
function runApt([program = "", ...parameters]) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync(program, parameters, { env, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
}

/** Returns the path of a program, or nothing. @param {string} name */
function programAt(name) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? "";
}

/** Returns the path of WebKitGTK's own small browser, which stands in a folder of libraries. */
function miniBrowserPath() {
  const machines = ["x86_64-linux-gnu", "aarch64-linux-gnu"];
  const versions = ["webkit2gtk-4.1", "webkit2gtk-4.0", "webkitgtk-6.0"];
  const paths = machines.flatMap((machine) => versions.map((version) => `/usr/lib/${machine}/${version}/MiniBrowser`));
  return paths.find((path) => existsSync(path)) ?? "";
}

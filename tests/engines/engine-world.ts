/** The world of journeys in an engine: windows of people, closed after each test; what each step came to is kept. */
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { newPerson, type Person } from "../api/client";
import { EnginePage } from "./engine-page";
import type { Engine, WindowSize } from "./hands";
import { recordStep } from "./matrix";

export const desk: WindowSize = { width: 1280, height: 900 };
/** The smallest window that every engine's browser has. */
export const phone: WindowSize = { width: 447, height: 844 };

/** Firefox tells of what a page was still fetching when the next one came. */
const leftBehind =
  /Failed to load resource|error loading dynamically imported module|Failed to fetch manifest patches|A ServiceWorker intercepted the request/;

export function openEngineWorld(launch: () => Promise<Engine>) {
  let engine: Engine;
  const pages: EnginePage[] = [];
  const url = inject("appUrl");

  beforeAll(async () => {
    engine = await launch();
  });
  afterEach(async () => {
    await Promise.all(pages.splice(0).map(({ hands }) => hands.close()));
  });
  afterAll(() => engine.close());

  async function newPage(size = desk): Promise<EnginePage> {
    const page = new EnginePage(await engine.newHands(url, size));
    pages.push(page);
    return page;
  }

  /** A page of a person who has signed in. */
  async function pageOf(person: Person, size = desk): Promise<EnginePage> {
    const page = await newPage(size);
    await page.hands.setCookie("heartfelt", person.refresh_token);
    return page;
  }

  /** A step of a journey, whose outcome stands in the matrix. */
  async function step<Value>(name: string, act: () => Promise<Value>): Promise<Value> {
    return recordStep(engine.name, name, act);
  }

  /** No page has logged an error, and no policy has refused anything. */
  async function expectNoFaults(): Promise<void> {
    const faults = (await Promise.all(pages.map((page) => page.faults()))).flat();
    expect(faults.filter((fault) => !leftBehind.test(fault))).toEqual([]);
  }

  return { url, newPage, pageOf, step, newPerson, expectNoFaults };
}

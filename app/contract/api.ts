/** The one table of the API: its routes, by area. The OpenAPI description, the reference and the tests follow from it. */
import { accounts } from "./api/accounts";
import { operations } from "./api/operations";
import type { Area, Route } from "./api/route";
import { safety } from "./api/safety";
import { stories } from "./api/stories";
import { chat, connections } from "./api/talk";

export const areas: readonly Area[] = [accounts, stories, connections, chat, safety, operations];

export const routes: readonly Route[] = areas.flatMap((area) => area.routes);

import { z } from "zod";
import { DeepHealth, Health } from "../health";
import type { Area } from "./route";

const health = z.union([DeepHealth, Health]);

export const operations: Area = {
  name: "Operations",
  about: "For those who keep Heartfelt running, and for programs that read this page.",
  routes: [
    {
      method: "GET",
      path: "/api/health",
      summary: "Whether it runs",
      description: "With ?deep each part is tried, and one that fails says what to do.",
      caller: "anyone",
      query: z.object({ deep: z.string().optional() }),
      answers: {
        200: { description: "All is well.", json: health },
        503: { description: "A part fails.", json: health },
      },
    },
    {
      method: "GET",
      path: "/api/openapi.json",
      summary: "This description, for programs",
      caller: "anyone",
      answers: { 200: { description: "OpenAPI 3.1.", json: z.looseObject({ openapi: z.literal("3.1.0") }) } },
      example: "",
    },
  ],
};

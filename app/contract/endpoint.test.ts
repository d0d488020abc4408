/** Most of these are checked by the compiler: the types that follow from the rows of the API's table. */
import { expect, expectTypeOf, test } from "vitest";
import { allEndpoints, api } from "./api";
import type { Connection } from "./connection";
import {
  problemsOf,
  type AnswerOf,
  type Params,
  type ParamsInput,
  type ProblemCodeOf,
  type Query,
  type QueryInput,
  type RequestBody,
  type RequestBodyInput,
} from "./endpoint";
import type { StoryId } from "./ids";
import type { DeclaredRegion } from "./photo";
import type { NewStory, Story } from "./story";

const { create, list, read } = api.stories;

test("a row gives the types of its path parameters, on both sides of the wire", () => {
  expectTypeOf<Params<typeof read>>().toEqualTypeOf<{ readonly id: StoryId }>();
  expectTypeOf<ParamsInput<typeof read>>().toEqualTypeOf<{ readonly id: string }>();
  expectTypeOf<ParamsInput<typeof list>>().toEqualTypeOf<undefined>();
});

test("a client may leave out what has a default in the query, the handler always gets it", () => {
  expectTypeOf<Query<typeof list>["mine"]>().toEqualTypeOf<boolean>();
  expectTypeOf<QueryInput<typeof list>["mine"]>().toEqualTypeOf<"true" | "false" | undefined>();
});

test("a row gives the types of its body: JSON, a multipart form, and one that may be left out", () => {
  expectTypeOf<RequestBody<typeof create>>().toEqualTypeOf<NewStory>();
  expectTypeOf<RequestBody<typeof read>>().toEqualTypeOf<undefined>();
  expectTypeOf<RequestBody<typeof api.photos.upload>["face_coordinates"]>().toEqualTypeOf<DeclaredRegion[]>();
  expectTypeOf<RequestBodyInput<typeof api.photos.upload>["face_coordinates"]>().toEqualTypeOf<string>();
  expectTypeOf<undefined>().toExtend<RequestBodyInput<typeof api.connections.act>>();
});

test("a row gives the type of its answers by status", () => {
  expectTypeOf<AnswerOf<typeof create, 201>>().toEqualTypeOf<Story>();
  expectTypeOf<AnswerOf<typeof api.stories.delete>>().toEqualTypeOf<null>();
  expectTypeOf<AnswerOf<typeof api.connections.act>>().toEqualTypeOf<Connection>();
  // @ts-expect-error the row has no such status
  expectTypeOf<AnswerOf<typeof create, 200>>().toBeNever();
});

test("a row gives the codes of its problems, and the type lists the same as the value", () => {
  type Codes = ProblemCodeOf<typeof api.stories.read>;
  expectTypeOf<Codes>().toEqualTypeOf<"not_signed_in" | "not_found" | "internal" | "not_configured" | "unavailable">();
  const codes: Codes[] = ["not_signed_in", "not_found", "internal", "not_configured", "unavailable"];
  expect(problemsOf(api.stories.read)).toEqual(codes);
  // @ts-expect-error deleting a story has no conflict
  const missing: ProblemCodeOf<typeof api.stories.delete> = "conflict";
  expect(problemsOf(api.stories.delete)).not.toContain(missing);
});

test("no two rows have the same method and path", () => {
  const lines = allEndpoints.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(lines).size).toBe(lines.length);
});

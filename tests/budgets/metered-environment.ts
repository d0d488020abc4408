/** Bindings that count what a request asks of them: what Cloudflare bills, and what a person waits for. */
import type { Meter } from "./meter";

/** Returns the worker's bindings, each kind with a meter, whatever its name. */
export function meteredEnvironment<Bindings extends object>(env: Bindings, meter: Meter): Bindings {
  const entries = Object.entries(env).map(([name, binding]) => [name, metered(name, binding, meter)]);
  return Object.fromEntries(entries) as Bindings; // each binding is one of the same kind
}

function metered(name: string, binding: unknown, meter: Meter): unknown {
  if (typeof binding !== "object" || binding === null) return binding;
  if (name === "AI") return countingCalls(binding, () => meter.count("aiCalls"));
  if ("prepare" in binding) return meteredDatabase(binding as D1Database, meter);
  if ("createMultipartUpload" in binding) return meteredBucket(binding as R2Bucket, meter);
  return "idFromName" in binding ? meteredObjects(binding as DurableObjectNamespace, meter) : binding;
}

/** Of a wrapped statement the one that D1 made, as a batch wants it. */
const originals = new WeakMap<object, D1PreparedStatement>();

/** A database, or a session of one. */
function meteredDatabase<Asked extends D1Database | D1DatabaseSession>(binding: Asked, meter: Meter): Asked {
  const batch = async (statements: D1PreparedStatement[]) => {
    const results = await meter.trip(statements.length, () =>
      binding.batch(statements.map((statement) => originals.get(statement) ?? statement)),
    );
    for (const { meta } of results) meter.rows(meta);
    return results;
  };
  return new Proxy(binding, {
    get(target, name) {
      if (name === "withSession" && "withSession" in target) {
        return (start?: string) => meteredDatabase(target.withSession(start), meter);
      }
      if (name === "prepare") return (query: string) => meteredStatement(target.prepare(query), meter);
      return name === "batch" ? batch : methodOf(target, name);
    },
  });
}

function meteredStatement(statement: D1PreparedStatement, meter: Meter): D1PreparedStatement {
  const all = async () => {
    const result = await meter.trip(1, () => statement.all<Record<string, unknown>>());
    meter.rows(result.meta);
    return result;
  };
  const methods: Record<string, unknown> = {
    bind: (...values: unknown[]) => meteredStatement(statement.bind(...values), meter),
    all,
    run: all,
    first: async (column?: string) => {
      const [row] = (await all()).results;
      return row === undefined ? null : column === undefined ? row : row[column];
    },
    raw: () => rawRows(statement, meter),
  };
  const wrapped = new Proxy(statement, {
    get: (target, name) => methods[String(name)] ?? methodOf(target, name),
  });
  originals.set(wrapped, statement);
  return wrapped;
}

/**
 * Rows as arrays come without D1's own counts. A read is asked once more for those, outside of the count; a write cannot be,
 * so its rows are made of objects: what it returns is of one table, whose columns have different names.
 */
async function rawRows(statement: D1PreparedStatement, meter: Meter): Promise<unknown[][]> {
  if (isRead(statement)) {
    const rows = await meter.trip(1, () => statement.raw());
    meter.rows((await statement.all()).meta);
    return rows;
  }
  const { results, meta } = await meter.trip(1, () => statement.all<Record<string, unknown>>());
  meter.rows(meta);
  return results.map((row) => Object.values(row));
}

function isRead(statement: D1PreparedStatement): boolean {
  const query = "statement" in statement ? String(statement.statement) : "";
  return /^\s*(select|with)\b/i.test(query) && !/\b(insert|update|delete)\b/i.test(query);
}

/** Each part of an upload in parts is a call, too. */
function meteredBucket(binding: R2Bucket, meter: Meter): R2Bucket {
  const count = () => meter.count("r2Calls");
  const bucket = countingCalls(binding, count);
  const createMultipartUpload: R2Bucket["createMultipartUpload"] = async (...values) =>
    countingCalls(await bucket.createMultipartUpload(...values), count);
  return new Proxy(bucket, {
    get: (target, name) => (name === "createMultipartUpload" ? createMultipartUpload : Reflect.get(target, name)),
  });
}

/** Counts each request to a Durable Object. */
function meteredObjects(binding: DurableObjectNamespace, meter: Meter): DurableObjectNamespace {
  const counting = (stub: object) => countingCalls(stub, () => meter.count("objectCalls"));
  return new Proxy(binding, {
    get(target, name) {
      const value = methodOf(target, name);
      const makesStub = name === "get" || name === "getByName";
      return makesStub && typeof value === "function" ? (...values: unknown[]) => counting(value(...values)) : value;
    },
  });
}

function countingCalls<T extends object>(target: T, count: () => void): T {
  return new Proxy(target, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name);
      if (typeof value !== "function") return value;
      return (...values: unknown[]) => {
        count();
        return Reflect.apply(value, object, values);
      };
    },
  });
}

/** A method that keeps its object, whatever it is called on. */
function methodOf(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name);
  return typeof value === "function" ? value.bind(target) : value;
}

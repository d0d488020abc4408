/** A D1 binding that asks before and after each call what is to become of it. */

/** Called with each call; throws to make it fail. */
export interface CallHooks {
  before: () => Promise<void> | void;
  /** When it throws, the call has taken effect, and its caller does not learn of it. */
  after: () => Promise<void> | void;
}

const calls = new Set<PropertyKey>(["run", "all", "first", "raw"]);

/** Wraps a binding. */
export function hooked(database: D1Database, { before, after }: CallHooks): D1Database {
  const real = new WeakMap<object, D1PreparedStatement>();
  const around = async (call: () => Promise<unknown>) => {
    await before();
    const result = await call();
    await after();
    return result;
  };
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement => {
    const wrapped = new Proxy(statement, {
      get(target, name) {
        if (name === "bind") return (...values: unknown[]) => wrap(target.bind(...values));
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== "function") return member;
        if (!calls.has(name)) return member.bind(target);
        return (...args: unknown[]) => around(() => member.apply(target, args));
      },
    });
    real.set(wrapped, statement);
    return wrapped;
  };
  return new Proxy(database, {
    get(target, name) {
      if (name === "prepare") return (query: string) => wrap(target.prepare(query));
      if (name === "batch") {
        return (statements: D1PreparedStatement[]) =>
          around(() => target.batch(statements.map((statement) => real.get(statement) ?? statement)));
      }
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

/** A binding that answers nothing. */
export function unreachable(database: D1Database): D1Database {
  const fail = () => {
    throw new Error("D1_ERROR: Network connection lost.");
  };
  return hooked(database, { before: fail, after: fail });
}

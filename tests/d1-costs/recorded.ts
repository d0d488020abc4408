/** A D1 binding that writes down what is asked of it: the statements with their values, and what the database reports. */

export interface Asked {
  query: string;
  values: unknown[];
}

/** The rows that D1 bills. */
export interface Cost {
  rowsRead: number;
  rowsWritten: number;
}

/** Wraps a binding: what is prepared through `database` stands in `asked`, in its order. */
export function recorded(binding: D1Database): { database: D1Database; asked: Asked[] } {
  const asked: Asked[] = [];
  const prepare = (query: string): D1PreparedStatement => {
    const entry: Asked = { query, values: [] };
    asked.push(entry);
    const statement = binding.prepare(query);
    const bind = (...values: unknown[]) => {
      entry.values = values;
      return statement.bind(...values);
    };
    return new Proxy(statement, {
      get: (target, name) => (name === "bind" ? bind : bound(target, Reflect.get(target, name, target))),
    });
  };
  const database = new Proxy(binding, {
    get: (target, name) => (name === "prepare" ? prepare : bound(target, Reflect.get(target, name, target))),
  });
  return { database, asked };
}

/** A method that keeps its object, whatever it is called on. */
function bound(target: object, value: unknown): unknown {
  return typeof value === "function" ? value.bind(target) : value;
}

/** Returns the cost of some work, by doing the same again: for reads alone, as a write is done twice by it. */
export async function costOfReads(
  binding: D1Database,
  work: (database: D1Database) => Promise<unknown>,
): Promise<Cost> {
  const { database, asked } = recorded(binding);
  await work(database);
  const total = { rowsRead: 0, rowsWritten: 0 };
  for (const { query, values } of asked) {
    const { meta } = await binding
      .prepare(query)
      .bind(...values)
      .all();
    total.rowsRead += meta.rows_read;
    total.rowsWritten += meta.rows_written;
  }
  return total;
}

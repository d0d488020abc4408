/**
 * A D1 with one replica that lags until it is told to catch up, over two real databases. It keeps to the rules of D1's Sessions API:
 * writes go to the primary, a session never reads a state older than one that it has seen, and a bookmark carries that on to
 * another session. Outside of a session the primary is asked.
 */

/** Where a statement ran. */
export type Place = "primary" | "replica";

interface Statement {
  sql: string;
  values: unknown[];
}

/** The statements behind what `prepare` made. */
const statementOf = new WeakMap<object, Statement>();

export class LaggingDatabase {
  /** Where each query since the last look ran. */
  readonly asked: Place[] = [];
  private version = 0;
  private replicaVersion = 0;

  constructor(
    private readonly primary: D1Database,
    private readonly replica: D1Database,
  ) {}

  /** The binding as the app gets it. */
  binding(): D1Database {
    const always = this.queriesBy(() => ({ place: "primary" as const, saw: () => undefined }));
    return {
      ...always,
      withSession: (start = "first-unconstrained") => this.sessionFrom(start),
    } as unknown as D1Database; // the methods that the app calls
  }

  /** Copies every row to the replica. */
  async catchUp(): Promise<void> {
    await copyAll(this.primary, this.replica);
    this.replicaVersion = this.version;
  }

  private sessionFrom(start: string): D1DatabaseSession {
    let seen = start.startsWith("first-") ? null : start;
    const choose = (isWrite: boolean) => {
      const mayLag = seen === null ? start === "first-unconstrained" : bookmarkOf(this.replicaVersion) >= seen;
      const place: Place = mayLag && !isWrite ? "replica" : "primary";
      const saw = () => {
        const now = bookmarkOf(place === "primary" ? this.version : this.replicaVersion);
        if (seen === null || seen < now) seen = now;
      };
      return { place, saw };
    };
    return { ...this.queriesBy(choose), getBookmark: () => seen } as unknown as D1DatabaseSession; // as above
  }

  private queriesBy(choose: (isWrite: boolean) => { place: Place; saw: () => void }) {
    const run = async <Result>(isWrite: boolean, work: (database: D1Database) => Promise<Result>) => {
      const { place, saw } = choose(isWrite);
      this.asked.push(place);
      const result = await work(place === "primary" ? this.primary : this.replica);
      if (isWrite) this.version += 1;
      saw();
      return result;
    };
    const prepared = (statement: Statement): object => {
      const ask = (how: (made: D1PreparedStatement) => Promise<unknown>) => () =>
        run(isWrite(statement.sql), (database) => how(preparedOn(database, statement)));
      const made = {
        bind: (...values: unknown[]) => prepared({ ...statement, values }),
        all: ask((each) => each.all()),
        run: ask((each) => each.run()),
        raw: ask((each) => each.raw()),
      };
      statementOf.set(made, statement);
      return made;
    };
    const batch = (made: object[]) => {
      const statements = made.map((each) => statementOf.get(each)!);
      const anyWrite = statements.some(({ sql }) => isWrite(sql));
      return run(anyWrite, (database) => database.batch(statements.map((each) => preparedOn(database, each))));
    };
    return { prepare: (sql: string) => prepared({ sql, values: [] }), batch };
  }
}

function preparedOn(database: D1Database, { sql, values }: Statement): D1PreparedStatement {
  return database.prepare(sql).bind(...values);
}

function isWrite(sql: string): boolean {
  return /\b(insert|update|delete)\b/i.test(sql);
}

/** A version in the form of D1's bookmarks, which sort as text. */
function bookmarkOf(version: number): string {
  return `${version.toString(16).padStart(8, "0")}-00000000-00000000-${"0".repeat(32)}`;
}

const ours = "name not glob '_*' and name not glob 'sqlite_*' and name not glob 'd1_*'";

/** Tables alone: triggers and indexes change nothing that is read. */
async function copyAll(from: D1Database, to: D1Database): Promise<void> {
  const tables = await from
    .prepare(`select name, sql from sqlite_schema where type = 'table' and ${ours}`)
    .all<{ name: string; sql: string }>();
  const statements = [
    to.prepare("pragma defer_foreign_keys = on"),
    ...tables.results.map(({ sql }) => to.prepare(sql.replace(/^create table /i, "create table if not exists "))),
    ...tables.results.map(({ name }) => to.prepare(`delete from "${name}"`)),
  ];
  for (const { name } of tables.results) {
    for (const row of await from.prepare(`select * from "${name}"`).raw()) {
      const places = row.map(() => "?").join(", ");
      statements.push(to.prepare(`insert into "${name}" values (${places})`).bind(...row.map(asBound)));
    }
  }
  await to.batch(statements);
}

/** D1 returns bytes as a list of numbers, and takes them as a buffer. */
function asBound(value: unknown): unknown {
  return Array.isArray(value) ? new Uint8Array(value as number[]).buffer : value;
}

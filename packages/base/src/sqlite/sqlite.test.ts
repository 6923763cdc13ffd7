/** Both drivers, where Node has its own. What the store does with them: `packages/kernel`, run once with each. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { errorCode } from "../files/atomic-file.js";
import { type Compiled, findCompiled, nameOfCompiled } from "./compiled-module.js";
import { NodeDatabase } from "./node-database.js";
import { loadNodeSqlite } from "./node-module.js";
import { nameOfResultCode } from "./result-codes.js";
import { adviceFor, isSafeSqlite, openSqlite, ownOnly } from "./sqlite.js";

const node = loadNodeSqlite();
const drivers = [
  { name: "the chosen driver", open: openSqlite },
  ...(node === undefined
    ? []
    : [
        {
          name: "Node's own",
          open: (...[path, options]: Parameters<typeof openSqlite>) => new NodeDatabase(node, path, options),
        },
      ]),
];

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-sqlite-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return errorCode(error);
  }
  return "";
}

describe.each(drivers)("$name", ({ open }) => {
  const table = () => {
    const db = open(join(folder, "a.db"));
    db.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)");
    return db;
  };

  test("binds by place, by list and by name, and leaves out names that the statement does not have", () => {
    const db = table();
    const insert = db.prepare("INSERT INTO t (id, name) VALUES (@id, @name)");
    expect(insert.run({ id: 7, name: "seven", more: 1 })).toMatchObject({ changes: 1, lastInsertRowid: 7 });
    db.prepare("INSERT INTO t (id, name) VALUES (?, ?)").run([8, "eight"]);
    expect(db.prepare("SELECT name FROM t ORDER BY id").pluck().all()).toEqual(["seven", "eight"]);
    expect(db.prepare("SELECT id FROM t WHERE name = ?").pluck().get("nine")).toBeUndefined();
    expect([...db.prepare("SELECT id, name FROM t WHERE id > ?").iterate(7)]).toEqual([
      { id: 8, name: "eight" },
    ]);
    db.close();
  });

  test("binds nothing as NULL, and refuses what SQLite does not know", () => {
    const db = table();
    expect(db.prepare("SELECT ? AS a").get(undefined)).toEqual({ a: null });
    expect(db.prepare("SELECT @a AS a").get({ a: undefined })).toEqual({ a: null });
    for (const value of [true, new Date(0)])
      expect(() => db.prepare("SELECT ?").get(value)).toThrow(TypeError);
    expect(() => db.prepare("SELECT @a").get({ a: new Date(0) })).toThrow(TypeError);
    expect(db.prepare("SELECT @a AS a").get({ a: 1, more: true })).toEqual({ a: 1 });
    db.close();
  });

  test("refuses a statement with a value that is missing, or one too many", () => {
    const db = table();
    const named = db.prepare("INSERT INTO t (id, name) VALUES (@id, @name)");
    expect(() => named.run({ id: 1 })).toThrow(new RangeError('Missing named parameter "name"'));
    expect(() => named.run()).toThrow(new TypeError("Missing named parameters"));
    expect(() => named.run({ id: 1, name: undefined })).toThrow("NOT NULL");
    const placed = db.prepare(
      'SELECT ? AS a, \':b\', "@c" FROM (SELECT 1 AS "@c") -- ? :d\n WHERE /* $e */ ? = 1',
    );
    expect(() => placed.get(1)).toThrow(new RangeError("Too few parameter values were provided"));
    expect(() => placed.get(1, 1, 1)).toThrow(new RangeError("Too many parameter values were provided"));
    expect(placed.get(undefined, 1)).toEqual({ a: null, "':b'": ":b", "@c": 1 });
    expect(() => [...db.prepare("SELECT @a").iterate({})]).toThrow(RangeError);
    db.close();
  });

  test("keeps the text behind a NUL, which Node 22 would cut", () => {
    const db = table();
    db.prepare("INSERT INTO t VALUES (1, ?), (2, ?)").run("a\0b", "b");
    db.prepare("UPDATE t SET name = @name WHERE id = 2").run({ name: "c\0d" });
    expect(db.prepare("SELECT name FROM t ORDER BY id").pluck().all()).toEqual([
      expect.stringMatching(/^a[\0\ufffd]b$/),
      expect.stringMatching(/^c[\0\ufffd]d$/),
    ]);
    db.close();
  });

  test("reads a number above 2^53 rounded, and writes nothing twice", () => {
    const db = table();
    db.prepare("INSERT INTO t VALUES (?, 'a')").run(2n ** 60n);
    expect(db.prepare("SELECT id, name FROM t").get()).toEqual({ id: 2 ** 60, name: "a" });
    expect(db.prepare("SELECT id FROM t").pluck().all()).toEqual([2 ** 60]);
    expect(db.prepare("SELECT sum(id) FROM t").pluck().get()).toBe(2 ** 60);
    db.close();
  });

  test("undoes a nested failure alone, and a failure of the whole", () => {
    const db = table();
    const add = (id: number) => db.prepare("INSERT INTO t VALUES (?, ?)").run(id, `n${id}`);
    db.transaction(() => {
      add(1);
      const inner = db.transaction(() => {
        add(2);
        throw new Error("no");
      });
      expect(() => inner()).toThrow("no");
      expect(db.inTransaction).toBe(true);
    }).immediate();
    const outer = db.transaction(() => {
      add(3);
      throw new Error("nothing");
    });
    expect(() => outer()).toThrow("nothing");
    expect(db.inTransaction).toBe(false);
    expect(db.prepare("SELECT id FROM t").pluck().all()).toEqual([1]);
    db.close();
  });

  test("names errors by SQLite's code", () => {
    const db = table();
    db.exec("INSERT INTO t VALUES (1, 'a')");
    expect(codeOf(() => db.exec("INSERT INTO t VALUES (2, 'a')"))).toBe("SQLITE_CONSTRAINT_UNIQUE");
    expect(codeOf(() => db.prepare("INSERT INTO t VALUES (3, NULL)").run())).toBe(
      "SQLITE_CONSTRAINT_NOTNULL",
    );
    expect(codeOf(() => db.prepare("SELEC"))).toBe("SQLITE_ERROR");
    db.exec("BEGIN IMMEDIATE");
    const other = open(join(folder, "a.db"), { timeout: 0 });
    expect(codeOf(() => other.exec("BEGIN IMMEDIATE"))).toBe("SQLITE_BUSY");
    other.close();
    db.close();
    expect(db.open).toBe(false);
    expect(() => db.close()).not.toThrow();
  });

  test("creates no file that must exist, and writes none that is only read", () => {
    const missing = join(folder, "100%?#.db");
    expect(codeOf(() => open(missing, { fileMustExist: true }))).toBe("SQLITE_CANTOPEN");
    open(missing).exec("CREATE TABLE a (b)").close();
    const db = open(missing, { readonly: true });
    expect(codeOf(() => db.exec("INSERT INTO a VALUES (1)"))).toBe("SQLITE_READONLY");
    db.close();
    open(missing, { fileMustExist: true }).exec("INSERT INTO a VALUES (1)").close();
  });

  test("copies while it is written to", async () => {
    const db = table();
    const copied = db.backup(join(folder, "copy.db"), { progress: () => 1 });
    db.exec("INSERT INTO t VALUES (1, 'a')");
    await copied;
    const copy = open(join(folder, "copy.db"));
    expect(copy.pragma("integrity_check", { simple: true })).toBe("ok");
    copy.close();
    db.close();
  });
});

describe.skipIf(node === undefined)(
  "a copy with Node's own driver, whose steps run on another thread",
  () => {
    /** Counts how often it began. */
    function counted(timeout?: number) {
      const seen = { begun: 0 };
      if (node === undefined) throw new Error("no node:sqlite");
      const { DatabaseSync, backup } = node;
      const counting = {
        DatabaseSync,
        backup: (...args: Parameters<typeof backup>) => {
          seen.begun += 1;
          return backup(...args);
        },
      };
      const db = new NodeDatabase(counting, join(folder, "a.db"), timeout === undefined ? {} : { timeout });
      db.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (id INTEGER); INSERT INTO t VALUES (1)");
      return { db, seen };
    }

    test("begins again when it met a transaction of its own connection", async () => {
      const { db, seen } = counted();
      db.exec("BEGIN IMMEDIATE; INSERT INTO t VALUES (2)");
      const copied = db.backup(join(folder, "copy.db"));
      await vi.waitUntil(() => seen.begun > 1, { timeout: 10_000 });
      db.exec("COMMIT");
      await copied;
      const copy = openSqlite(join(folder, "copy.db"));
      expect(copy.prepare("SELECT id FROM t ORDER BY id").pluck().all()).toEqual([1, 2]);
      copy.close();
      db.close();
    });

    test("gives up as busy when the transaction does not end in time", async () => {
      const { db } = counted(50);
      db.exec("BEGIN IMMEDIATE; INSERT INTO t VALUES (2)");
      await expect(db.backup(join(folder, "copy.db"))).rejects.toMatchObject({ code: "SQLITE_BUSY" });
      db.close();
    });
  },
);

test.each([
  [5, "SQLITE_BUSY"],
  [517, "SQLITE_BUSY_SNAPSHOT"],
  [2067, "SQLITE_CONSTRAINT_UNIQUE"],
  [1555, "SQLITE_CONSTRAINT_PRIMARYKEY"],
  [778, "SQLITE_IOERR_WRITE"],
  [26, "SQLITE_NOTADB"],
  [13, "SQLITE_FULL"],
  [10 | (99 << 8), "SQLITE_IOERR"],
  [250, "SQLITE_ERROR"],
])("the result code %i is %s", (code, name) => expect(nameOfResultCode(code)).toBe(name));

test.each([
  ["3.51.2", false],
  ["3.51.3", true],
  ["3.53.0", true],
  ["4.0.0", true],
  ["3.9.9", false],
  ["", false],
])("SQLite %s keeps what was committed: %s", (version, isSafe) => expect(isSafeSqlite(version)).toBe(isSafe));

describe("the search for the compiled module", () => {
  const absent = (name: string): Compiled => {
    throw Object.assign(new Error(`Cannot find module '${name}'\nRequire stack:\n- a.js`), {
      code: "MODULE_NOT_FOUND",
    });
  };

  test("takes the package for this machine first", () => {
    const asked: string[] = [];
    findCompiled((name) => {
      asked.push(name);
      return absent(name);
    });
    expect(asked).toEqual([nameOfCompiled(), "better-sqlite3"]);
    expect(findCompiled(absent)).toEqual({ found: undefined, missing: "absent", detail: "" });
  });

  test("tells one that does not load from none, and says why", () => {
    const broken = (name: string): Compiled => {
      if (name !== "better-sqlite3") return absent(name);
      throw new Error("Could not locate the bindings file. Tried:\n/a\n/b");
    };
    const detail = "Could not locate the bindings file. Tried:";
    expect(findCompiled(broken)).toEqual({ found: undefined, missing: "unloadable", detail });
  });

  test("says for which Node it is, of the package for this system and not of the one after it", () => {
    const said =
      "The module '/x.node'\nwas compiled against a different Node.js version using\nNODE_MODULE_VERSION 115.";
    const other = (name: string): Compiled => {
      const message = name === "better-sqlite3" ? "invalid ELF header" : said;
      throw Object.assign(new Error(message), { code: "ERR_DLOPEN_FAILED" });
    };
    expect(findCompiled(other)).toMatchObject({
      missing: "unloadable",
      detail:
        "The module '/x.node' was compiled against a different Node.js version using NODE_MODULE_VERSION 115.",
    });
  });
});

test("a Node that crashes with the compiled module never gets it, and its person is told which Node helps", () => {
  expect(ownOnly(undefined, "22.23.3")).toBeUndefined();
  expect(ownOnly(undefined, "24.1.0")).toBe("unsafe");
  expect(ownOnly("compiled", "24.1.0")).toBeUndefined();
  expect(ownOnly("node", "22.23.3")).toBe("chosen");
  expect(adviceFor("24.1.0")).toContain("24.21");
  expect(adviceFor("20.20.0")).toContain("22.23");
});

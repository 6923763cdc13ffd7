import { openSqlite } from "@tinyagi/base";
import { partial } from "@tinyagi/testkit/partial";
import type Database from "better-sqlite3";
import { expect, test } from "vitest";
import { selection } from "./selection.js";

interface Filter {
  limit: number;
  above?: number | undefined;
  name?: string | null | undefined;
}

function create() {
  const db = openSqlite(":memory:");
  db.exec(
    "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO t VALUES (1,'a'),(2,'b'),(3,'a'),(4,NULL)",
  );
  const prepared: string[] = [];
  const counting = partial<Database.Database>({
    prepare(sql: string) {
      prepared.push(sql);
      return db.prepare(sql);
    },
  });
  const list = selection<Filter, { id: number }>(counting, {
    select: "SELECT id FROM t",
    conditions: { above: "id > @above", name: "name = @name" },
    order: "ORDER BY id DESC LIMIT @limit",
  });
  return { list: (filter: Filter) => list(filter).map((row) => row.id), prepared, db };
}

test.each<[Filter, number[]]>([
  [{ limit: 9 }, [4, 3, 2, 1]],
  [{ limit: 9, above: 0 }, [4, 3, 2, 1]],
  [{ limit: 9, above: 1, name: "a" }, [3]],
  [{ limit: 9, name: undefined }, [4, 3, 2, 1]],
  [{ limit: 9, name: null }, [4, 3, 2, 1]],
  [{ limit: 9, name: "" }, []],
  [{ limit: 1, name: "a" }, [3]],
  [{ limit: 0 }, []],
])("%j selects %j", (filter, expected) => {
  const { list, db } = create();
  expect(list(filter)).toEqual(expected);
  db.close();
});

test("a set of filters is prepared once, in whatever order they are given", () => {
  const { list, prepared, db } = create();
  for (let n = 0; n < 3; n += 1) {
    list({ limit: n, above: n, name: "a" });
    list({ name: "b", limit: 2, above: n });
    list({ limit: n });
  }
  expect(prepared).toEqual([
    "SELECT id FROM t WHERE id > @above AND name = @name ORDER BY id DESC LIMIT @limit",
    "SELECT id FROM t  ORDER BY id DESC LIMIT @limit",
  ]);
  db.close();
});

test("a value is always bound, never part of the statement", () => {
  const { list, db } = create();
  expect(list({ limit: 9, name: "a' OR 1 = 1 --" })).toEqual([]);
  // A name that is no filter, as from a request that was not checked, selects nothing and breaks nothing.
  // @ts-expect-error: it is no filter.
  expect(list({ limit: 9, "1 = 1; DROP TABLE t": 1 })).toEqual([4, 3, 2, 1]);
  db.close();
});

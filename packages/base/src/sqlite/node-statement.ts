/** A statement of `node:sqlite` that behaves as one of `better-sqlite3`, as far as the project uses it. */
import type { NodeStatement } from "./node-module.js";
import { toSqliteError } from "./sqlite-error.js";

export class Statement {
  readonly source: string;
  readonly #statement: NodeStatement;
  #plucks = false;

  constructor(statement: NodeStatement, source: string) {
    this.source = source;
    this.#statement = statement;
    // A row may have more fields than the statement names, as with better-sqlite3.
    statement.setAllowUnknownNamedParameters(true);
  }

  /** Whether it returns rows. */
  get reader(): boolean {
    return this.#statement.columns().length > 0;
  }

  columns() {
    return this.#statement.columns();
  }

  pluck(on = true): this {
    this.#plucks = on;
    this.#statement.setReturnArrays(on);
    return this;
  }

  run(...values: unknown[]) {
    return this.#do(() => this.#statement.run(...bound(values)));
  }

  get(...values: unknown[]): unknown {
    return this.#value(this.#do(() => this.#statement.get(...bound(values))));
  }

  all(...values: unknown[]): unknown[] {
    const rows = this.#do(() => this.#statement.all(...bound(values)));
    return this.#plucks ? rows.map((row) => this.#value(row)) : rows;
  }

  *iterate(...values: unknown[]): IterableIterator<unknown> {
    try {
      for (const row of this.#statement.iterate(...bound(values))) yield this.#value(row);
    } catch (error) {
      throw toSqliteError(error);
    }
  }

  #value(row: unknown): unknown {
    return this.#plucks && Array.isArray(row) ? row[0] : row;
  }

  #do<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw toSqliteError(error);
    }
  }
}

/** better-sqlite3 takes lists of values too, and the object of named ones at any place. */
function bound(values: readonly unknown[]): unknown[] {
  if (!values.some((value) => typeof value === "object" && value !== null)) return [...values];
  const flat = values.flat();
  const named = flat.filter(isNamed);
  return named.length === 0 ? flat : [...named, ...flat.filter((value) => !isNamed(value))];
}

function isNamed(value: unknown): boolean {
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value);
}

/** A statement of `node:sqlite` that behaves as one of `better-sqlite3`, as far as the project uses it. */
import { errorCode } from "../files/atomic-file.js";
import type { NodeStatement } from "./node-module.js";
import { checkGiven, type Parameters, parametersOf } from "./parameters.js";
import { toSqliteError } from "./sqlite-error.js";

const READS_ONLY = /^\s*SELECT\b/i;

export class Statement {
  readonly source: string;
  readonly #statement: NodeStatement;
  readonly #cutsText: boolean;
  #plucks = false;
  #parameters: Parameters | undefined;

  /** @param cutsText whether it cuts a text at its first NUL: it gets none then, so that the rest is not lost */
  constructor(statement: NodeStatement, source: string, cutsText: boolean) {
    this.#cutsText = cutsText;
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
    return this.#do(() => this.#statement.run(...this.#bound(values)));
  }

  get(...values: unknown[]): unknown {
    return this.#value(this.#read(() => this.#statement.get(...this.#bound(values))));
  }

  all(...values: unknown[]): unknown[] {
    const rows = this.#read(() => this.#statement.all(...this.#bound(values)));
    return this.#plucks ? rows.map((row) => this.#value(row)) : rows;
  }

  *iterate(...values: unknown[]): IterableIterator<unknown> {
    try {
      for (const row of this.#statement.iterate(...this.#bound(values))) yield this.#value(row);
    } catch (error) {
      throw toSqliteError(error);
    }
  }

  /** better-sqlite3 takes lists of values too, and the object of named ones at any place. */
  #bound(values: readonly unknown[]): unknown[] {
    const flat = values.flat();
    const named = flat.filter(isNamed);
    const others = flat.filter((value) => !isNamed(value));
    this.#parameters ??= parametersOf(this.source);
    checkGiven(this.#parameters, { named, count: others.length });
    return [
      ...named.map((fields) => this.#fields(fields)),
      ...others.map((value) => this.#whole(bindable(value))),
    ];
  }

  /** Fields that the statement does not have may hold anything. */
  #fields(fields: object): object {
    return Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, value === undefined ? null : this.#whole(value)]),
    );
  }

  #whole(value: unknown): unknown {
    return this.#cutsText && typeof value === "string" ? value.replaceAll("\0", "\ufffd") : value;
  }

  #value(row: unknown): unknown {
    return this.#plucks && Array.isArray(row) ? row[0] : row;
  }

  /** As better-sqlite3, rounds a number above 2^53. Only a statement that cannot write is run again for that. */
  #read<T>(work: () => T): T {
    try {
      return this.#do(work);
    } catch (error) {
      if (errorCode(error) !== "ERR_OUT_OF_RANGE" || !READS_ONLY.test(this.source)) throw error;
      this.#statement.setReadBigInts(true);
      try {
        return rounded(this.#do(work)) as T;
      } finally {
        this.#statement.setReadBigInts(false);
      }
    }
  }

  #do<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw toSqliteError(error);
    }
  }
}

/** What is read, with plain numbers. */
function rounded(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, rounded(field)]));
}

/** `undefined` is NULL. Node 24 alone would take a boolean. */
function bindable(value: unknown): unknown {
  if (value === undefined) return null;
  if (
    typeof value === "boolean" ||
    (typeof value === "object" && value !== null && !ArrayBuffer.isView(value))
  )
    throw new TypeError("SQLite can only bind numbers, strings, bigints, buffers and null");
  return value;
}

/** Node would take any other object for one without names, and bind NULL for what was meant. */
function isNamed(value: unknown): value is object {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Every field of events and answers that holds free text, found in the schemas of the contract. */
import { EVENT_SCHEMAS } from "../../packages/contracts/src/event.js";
import { ROUTES } from "../../packages/contracts/src/routes/table.js";

export interface WireField {
  /** `event` or route, then its path: `schedule.skipped:reason`, `listPlugins:hint`. */
  readonly path: string;
  readonly name: string;
  /** The fields of the same object. */
  readonly beside: readonly string[];
}

/** What is read of a schema of zod: it describes each by its `def`. */
export interface Schema {
  readonly _zod: { readonly def: { readonly type: string } };
}

interface Def {
  readonly type: string;
  readonly format?: string;
  readonly checks?: readonly {
    readonly _zod: { readonly def: { readonly check: string; readonly format?: string } };
  }[];
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly catchall?: Schema;
  readonly element?: Schema;
  readonly items?: readonly Schema[];
  readonly valueType?: Schema;
  readonly options?: readonly Schema[];
  readonly left?: Schema;
  readonly right?: Schema;
  readonly out?: Schema;
  readonly innerType?: Schema;
  readonly getter?: () => Schema;
}

type Found = (field: WireField) => void;
interface At {
  readonly path: readonly string[];
  readonly beside: readonly string[];
  readonly above: ReadonlySet<Schema>;
}

/** A text that has to match a form is a name or a number, and no sentence. */
function hasForm({ format, checks = [] }: Def): boolean {
  return format !== undefined || checks.some(({ _zod: { def } }) => def.check === "string_format");
}

function visit(schema: Schema, { path, beside, above }: At, found: Found): void {
  if (above.has(schema)) return;
  const def = schema._zod.def as Def;
  const inside = new Set(above).add(schema);
  const go = (next: Schema | undefined, more: readonly string[] = []) => {
    if (next !== undefined) visit(next, { path: [...path, ...more], beside, above: inside }, found);
  };
  if (def.type === "string" && !hasForm(def))
    found({ path: path.join("."), name: path.findLast((step) => step !== "*") ?? "", beside });
  if (def.shape !== undefined)
    for (const [name, member] of Object.entries(def.shape))
      visit(member, { path: [...path, name], beside: Object.keys(def.shape), above: inside }, found);
  go(def.catchall, ["*"]);
  go(def.valueType, ["*"]);
  for (const part of [...(def.options ?? []), ...(def.items ?? [])]) go(part);
  for (const part of [def.element, def.left, def.right, def.out, def.innerType]) go(part);
  if (def.getter !== undefined) go(def.getter());
}

/** @param schemas by the name of the event or route */
export function textFieldsOf(schemas: Readonly<Record<string, Schema>>): WireField[] {
  const fields = new Map<string, WireField>();
  for (const [name, schema] of Object.entries(schemas))
    visit(schema, { path: [], beside: [], above: new Set() }, (field) => {
      const path = `${name}:${field.path}`;
      fields.set(path, { ...field, path });
    });
  return [...fields.values()];
}

export function wireTexts(): WireField[] {
  const answers = Object.entries(ROUTES).map(([name, { response }]) => [name, response] as const);
  return textFieldsOf({ ...EVENT_SCHEMAS, ...Object.fromEntries(answers) });
}

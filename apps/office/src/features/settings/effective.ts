/** The fields that have an effect with the settings as they are typed. Pure. */
import { toText } from "./field-text";
import type { Json } from "./json";
import type { Draft } from "./rows";
import type { Field, Group } from "./schema-fields";

export function effective(groups: readonly Group[], settings: Json, typed: Draft): Group[] {
  const all = new Map(groups.flatMap(({ fields }) => fields.map((field) => [field.key, field] as const)));
  const getCurrent = (key: string): string => {
    const field = all.get(key);
    if (field === undefined) return "";
    const text = typed[key];
    return (typeof text === "string" ? text : toText(field, settings)) || String(field.standard ?? "");
  };
  const hasEffect = ({ key, when }: Field): boolean =>
    when === undefined || typed[key] !== undefined || getCurrent(when.path.join(".")) === String(when.equals);
  return groups.map((group) => ({ ...group, fields: group.fields.filter(hasEffect) }));
}

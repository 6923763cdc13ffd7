/**
 * Projects. No two have the same prefix, so that an identifier names one task. When a prefix changes, identifiers that
 * were already issued stay the same.
 */

import type { Clock, NewId } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import type { Journal, ProjectFilter, ProjectRow, Store } from "@tinyagi/kernel";
import { toName } from "./name.js";
import { freePrefix, LOOSE_PREFIX, pickColor, toPrefix } from "./project-looks.js";

const PROJECTS_MAX = 1_000;

export interface ProjectFields {
  name: string;
  description: string;
  status: ProjectRow["status"];
  prefix: string;
  color: string;
}
type Given = { [Field in keyof ProjectFields]?: ProjectFields[Field] | undefined };

export interface Projects {
  list(filter: ProjectFilter): ProjectRow[];
  /** @throws AppError `NOT_FOUND` */
  get(id: string): ProjectRow;
  /** @throws AppError `CONFLICT` when the prefix is another project's, or there are too many projects */
  create(fields: Given & { name: string }, by: string): Promise<ProjectRow>;
  /** @throws AppError `NOT_FOUND`, `CONFLICT` */
  update(id: string, fields: Given, by: string): Promise<ProjectRow>;
  /** @throws AppError `NOT_FOUND` */
  remove(id: string, by: string): Promise<void>;
}

export function createProjects(options: {
  store: Store;
  journal: Journal;
  clock: Clock;
  newId: NewId;
}): Projects {
  const { store, journal, clock, newId } = options;
  const rows = store.projects;

  function mustGet(id: string): ProjectRow {
    const row = rows.get(id);
    if (row === undefined) throw new AppError("NOT_FOUND", "project not found");
    return row;
  }

  /** Accepts a chosen prefix as it is, or refuses it. */
  function chosen(prefix: string, own?: string): string {
    const wanted = prefix.toUpperCase();
    const holder = rows.findPrefix(wanted);
    if (wanted === LOOSE_PREFIX || (holder !== undefined && holder.id !== own))
      throw new AppError("CONFLICT", "This prefix is taken. Choose another one.", {
        details: [{ path: "prefix", message: "is taken" }],
      });
    return wanted;
  }

  function tell(
    type: "project.created" | "project.updated" | "project.deleted",
    row: ProjectRow,
    by: string,
  ) {
    journal.append(type, { projectId: row.id, name: row.name, by });
  }

  return {
    list: (filter) => rows.list(filter),
    get: mustGet,
    create: (fields, by) =>
      store.write(() => {
        const count = rows.count();
        if (count >= PROJECTS_MAX)
          throw new AppError("CONFLICT", `There are ${PROJECTS_MAX} projects. Delete some first.`);
        const now = clock.now();
        const row: ProjectRow = {
          id: newId("proj"),
          name: toName(fields.name, "name"),
          description: fields.description ?? "",
          prefix:
            fields.prefix === undefined
              ? freePrefix(toPrefix(fields.name), (prefix) => rows.findPrefix(prefix) !== undefined)
              : chosen(fields.prefix),
          color: fields.color ?? pickColor(count),
          status: fields.status ?? "active",
          created_at: now,
          updated_at: now,
        };
        rows.insert(row);
        tell("project.created", row, by);
        return row;
      }),
    update: (id, fields, by) =>
      store.write(() => {
        const before = mustGet(id);
        const row: ProjectRow = {
          ...before,
          name: fields.name === undefined ? before.name : toName(fields.name, "name"),
          description: fields.description ?? before.description,
          prefix: fields.prefix === undefined ? before.prefix : chosen(fields.prefix, id),
          color: fields.color ?? before.color,
          status: fields.status ?? before.status,
          updated_at: clock.now(),
        };
        rows.update(row);
        tell("project.updated", row, by);
        return row;
      }),
    remove: (id, by) =>
      store.write(() => {
        const row = mustGet(id);
        rows.remove(id);
        tell("project.deleted", row, by);
      }),
  };
}

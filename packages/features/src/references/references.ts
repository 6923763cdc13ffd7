/** Who depends on whom, over settings and stored work: asked before a removal, and by the doctor. */
import type { Reference, ReferenceTarget, Settings } from "@tinyagi/contracts";
import type { Store } from "@tinyagi/kernel";
import { receiver, referenceTo, settingsReferences } from "./settings-references.js";

export interface ReferenceParts {
  settings: () => Settings;
  store: Pick<Store, "schedules" | "senderDefaults" | "tasks">;
}

export interface References {
  /** What refers to this entry. */
  to(kind: ReferenceTarget, id: string): Reference[];
  /** What refers to an entry that does not exist. Schedules that are turned off and finished tasks do not count. */
  missing(): Reference[];
}

export function createReferences({ settings, store }: ReferenceParts): References {
  const all = () => [...settingsReferences(settings()), ...storedReferences(settings(), store)];
  return {
    to(kind, id) {
      const known = all();
      const direct = to(known, kind, id);
      // A team goes with its only member, and what refers to the team changes too.
      const teams = direct.filter(({ role }) => role === "last_member");
      return [...direct, ...teams.flatMap(({ from }) => to(known, "team", from))];
    },
    missing: () => all().filter(({ target }) => !exists(settings(), target)),
  };
}

function to(references: readonly Reference[], kind: ReferenceTarget, id: string): Reference[] {
  return references.filter(({ target }) => target.kind === kind && target.id === id);
}

function exists(settings: Settings, { kind, id }: Reference["target"]): boolean {
  switch (kind) {
    case null:
      return false;
    case "agent":
      return Object.hasOwn(settings.agents, id);
    case "team":
      return Object.hasOwn(settings.teams, id);
    case "provider":
      return Object.hasOwn(settings.custom_providers, id);
    // The database itself keeps references to projects whole.
    case "project":
      return true;
  }
}

function storedReferences(settings: Settings, store: ReferenceParts["store"]): Reference[] {
  const schedules = store.schedules
    .enabled()
    .map(({ agent_id, id, label }) =>
      referenceTo(receiver(settings, agent_id), { role: "schedule", from: id, name: label }),
    );
  const senders = store.senderDefaults
    .list()
    .map(({ channel, sender_id, target }) =>
      referenceTo(receiver(settings, target), { role: "sender_default", from: `${channel}/${sender_id}` }),
    );
  return [...schedules, ...senders, ...taskReferences(settings, store)];
}

function taskReferences(settings: Settings, { tasks }: ReferenceParts["store"]): Reference[] {
  return [
    ...tasks
      .openByAssignee()
      .map(({ key, count }) =>
        referenceTo(receiver(settings, key), { role: "assignee", from: "tasks", count }),
      ),
    ...tasks
      .byProject()
      .map(({ key, count }) =>
        referenceTo({ kind: "project", id: key }, { role: "project", from: "tasks", count }),
      ),
  ];
}

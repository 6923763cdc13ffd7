/** What a removal changes elsewhere, and what points nowhere, in sentences with the command that mends it. */

import { type Reference, type ReferenceRole, toSettingsPath } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { counted } from "@tinyagi/views";

/** What happens to the entry that refers, when its target is removed. */
const ON_REMOVAL: Readonly<Record<ReferenceRole, (reference: Reference) => string>> = {
  member: ({ from }) => `the team @${from} loses this member`,
  last_member: ({ from }) => `the team @${from} is removed, because this is its only member`,
  leader: ({ from, successor }) => `@${successor} becomes the leader of the team @${from}`,
  default_agent: () => "another agent receives the messages without a recipient (default_agent)",
  default_provider: () => "new agents have no default provider (models.provider)",
  sender_default: ({ from }) => `${from} talks to the default agent from now on`,
  group: ({ from }) => `the default agent answers in the group ${from}`,
  bot: ({ from }) => `the bot ${from} refuses messages until it gets another agent`,
  schedule: (reference) => `the schedule ${nameOf(reference)} is turned off`,
  webhook: ({ from }) => `the webhook ${from} refuses deliveries until it gets another agent`,
  assignee: ({ count }) => `${counted(count, "open task")} cannot start until someone else is assigned`,
  provider: ({ from }) => `@${from} cannot run until it gets another provider`,
  fallback: ({ from }) => `@${from} loses a fallback`,
  project: ({ count }) => `${counted(count, "task")} stay without a project`,
};

const MISSING: Readonly<Record<ReferenceRole, (reference: Reference) => readonly [string, string]>> = {
  member: ({ from, target }) => [
    `the team @${from} has the member @${target.id}`,
    `remove it: tinyagi team remove-agent ${from} ${target.id}`,
  ],
  last_member: ({ from, target }) => [
    `the team @${from} has only the member @${target.id}`,
    `remove the team: tinyagi team remove ${from}`,
  ],
  leader: ({ from, target }) => [
    `@${target.id} leads the team @${from}`,
    `choose another leader: tinyagi team set ${from} --leader <agent>`,
  ],
  default_agent: ({ target }) => [
    `the default agent is @${target.id}`,
    "choose another one: tinyagi config set default_agent <agent>",
  ],
  default_provider: ({ target }) => [
    `the default provider is custom:${target.id}`,
    "choose another one: tinyagi config set models.provider <provider>",
  ],
  sender_default: ({ from, target }) => [
    `${from} talks to @${target.id} by default`,
    `add the agent again (tinyagi agent add ${target.id}); or let the sender write: @default`,
  ],
  group: ({ from, target }) => [
    `@${target.id} answers in the group ${from}`,
    "choose another agent: tinyagi config edit",
  ],
  bot: ({ from, target }) => [
    `the bot ${from} is bound to @${target.id}`,
    `choose another agent: tinyagi config set ${toSettingsPath(from).join(".")}.agent <agent>`,
  ],
  schedule: (reference) => [
    `the schedule ${nameOf(reference)} is for @${reference.target.id}`,
    `give it to another agent: tinyagi schedule set ${reference.from} --agent <agent>; or remove it: tinyagi schedule remove ${reference.from}`,
  ],
  webhook: ({ from, target }) => [
    `the webhook ${from} is for @${target.id}`,
    `choose another agent: tinyagi config set webhooks.${from}.agent <agent>`,
  ],
  assignee: ({ count, target }) => [
    `${counted(count, "open task")} assigned to @${target.id}`,
    `list them: tinyagi task list --assignee ${target.id}; then assign them: tinyagi task assign <task> <agent>`,
  ],
  provider: ({ from, target }) => [
    `@${from} uses the provider custom:${target.id}`,
    `choose another one: tinyagi agent provider ${from} <provider>`,
  ],
  fallback: ({ from, target }) => [
    `@${from} falls back to custom:${target.id}`,
    `choose another one: tinyagi agent set ${from} --fallback <provider>`,
  ],
  project: ({ count, target }) => [
    `${counted(count, "task")} belong to the project ${target.id}`,
    "move them: tinyagi task update <task> --project <project>",
  ],
};

export function removalLines(references: readonly Reference[]): string[] {
  if (references.length === 0) return [];
  return ["What changes with it:", ...references.map((one) => `- ${ON_REMOVAL[one.role](one)}`)];
}

/** @returns what is wrong, and what to do about it */
export function missingWords(reference: Reference): { message: string; hint: string } {
  const [what, hint] = MISSING[reference.role](reference);
  return { message: `${what}, which does not exist`, hint };
}

function nameOf({ name, from }: Reference): string {
  return cleanLine(name === "" ? from : name);
}

/** What a removal changes elsewhere. */
import type { Reference } from "@tinyagi/contracts";

const counted = (count: number, noun: string) => (count === 1 ? `1 ${noun}` : `${count} ${noun}s`);

export const references = {
  title: "What changes with it",
  reading: "Reading what depends on it",
  onRemoval: {
    member: ({ from }: Reference) => `Team @${from} loses this member`,
    last_member: ({ from }: Reference) => `Team @${from} is deleted, because this is its only member`,
    leader: ({ from, successor }: Reference) => `@${successor} becomes the leader of team @${from}`,
    default_agent: () => "Another agent receives messages without a recipient",
    default_provider: () => "New agents have no default provider",
    sender_default: ({ from }: Reference) => `${from} talks to the default agent`,
    group: ({ from }: Reference) => `The default agent answers in the group ${from}`,
    bot: ({ from }: Reference) => `The bot ${from} refuses messages until it gets another agent`,
    schedule: ({ from, name }: Reference) => `The schedule ${name || from} is turned off`,
    webhook: ({ from }: Reference) => `The webhook ${from} refuses deliveries until it gets another agent`,
    assignee: ({ count }: Reference) =>
      `${counted(count, "open task")} cannot start until someone else is assigned`,
    provider: ({ from }: Reference) => `@${from} cannot run until it gets another provider`,
    fallback: ({ from }: Reference) => `@${from} loses a fallback`,
    project: ({ count }: Reference) => `${counted(count, "task")} stay without a project`,
  },
};

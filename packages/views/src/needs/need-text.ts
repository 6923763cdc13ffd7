/** The title of what needs a person or can wait, and the commands that settle it. */
import { type ApprovalKind, budgetSubject, type WorkPlace } from "@tinyagi/contracts";
import { en } from "../words/en.js";
import { shortName } from "../words/short-name.js";
import type { ViewWords } from "../words/words.js";
import type { CanWait } from "./needs.js";

/** How a screen calls channels and budgets. */
export interface NeedNames {
  channel(id: string): string;
  /** @param scope - such as `day` or `agent:coder` */
  budget(scope: string): string;
}

const AS_IS: NeedNames = { channel: (id) => id, budget: nameByScope };

function nameByScope(scope: string): string {
  const { kind, id } = budgetSubject(scope);
  return kind === "agent" || kind === "team" ? `@${id}` : scope;
}

/** A provider is named with its login and its model. */
const PROVIDER_MAX = 60;

/** The command that decides an approval. */
export function approvalCommand({ id, kind }: { readonly id: string; readonly kind: ApprovalKind }): string {
  return kind === "question" ? `tinyagi answer ${id} "your text"` : `tinyagi approve ${id}`;
}

/** A dead letter as far as its command depends on it. */
interface Letter {
  readonly id: number;
  readonly inGraph: boolean;
  readonly work: Pick<WorkPlace, "runId" | "nodeId">;
}

/** The command that runs a dead letter again; that of a sub-agent in its graph. */
export function retryCommand({ id, inGraph, work }: Letter): string {
  const isPart = inGraph && work.runId !== null && work.nodeId !== null;
  return isPart ? `tinyagi retry ${work.runId} --from ${work.nodeId}` : `tinyagi queue retry ${id}`;
}

/** What can wait, in one line. No name is so long that the rest is cut away. */
export function waitTitle(one: CanWait, names: NeedNames = AS_IS, words: ViewWords = en): string {
  const say = words.needs;
  switch (one.kind) {
    case "sender": {
      const { sender, senderId, channel } = one.sender;
      return say.sender(shortName(sender) || shortName(senderId), shortName(names.channel(channel)));
    }
    case "provider": {
      const { provider, login, model, place } = one.pause;
      const name = [provider, login, model].filter((part) => part !== undefined).join(" · ");
      return say.provider(shortName(name, PROVIDER_MAX), place === undefined ? undefined : shortName(place));
    }
    case "channel":
      return say.channel[one.state](shortName(names.channel(one.channel.id)));
    case "budget": {
      const { scope, state } = one.budget;
      const name = scope === "day" ? say.budget.today : say.budget.of(shortName(names.budget(scope)));
      return state === "exceeded" ? say.budget.usedUp(name) : say.budget.nearly(name);
    }
  }
}

/** The commands that look at what can wait and settle it. */
export function waitCommands(one: CanWait): readonly string[] {
  switch (one.kind) {
    case "sender":
      return [`tinyagi pairing approve ${one.sender.code}`];
    case "provider":
      // A test from here says nothing about another machine.
      return one.pause.place === undefined
        ? [`tinyagi provider test ${one.pause.provider}`]
        : [`tinyagi worker doctor ${one.pause.place}`, `tinyagi provider resume ${one.pause.provider}`];
    case "channel":
      return ["tinyagi channel status", `tinyagi channel restart ${one.channel.id}`];
    case "budget":
      return ["tinyagi budgets"];
  }
}

/** Webhooks as the settings describe them, and the commands for what a page may not do. Pure. */
import type { SettingsEdit } from "@tinyagi/contracts";
import { quoted } from "../../lib/format/shell";
import { type Json, valueAt } from "./json";

export interface Webhook {
  name: string;
  agent: string;
  isEnabled: boolean;
  template: string;
}

export function readWebhooks(settings: Json): Webhook[] {
  const all = valueAt(settings, ["webhooks"]);
  return Object.entries((all ?? {}) as Json).map(([name, hook]) => {
    const at = (key: string): unknown => valueAt(hook as Json, [key]);
    const template = at("template");
    return {
      name,
      agent: String(at("agent")),
      isEnabled: at("enabled") !== false,
      template: typeof template === "string" ? template : "",
    };
  });
}

export interface WebhookChange {
  enabled?: boolean;
  agent?: string;
  template?: string;
}

/** @param change undefined removes the webhook; an empty template removes the template */
export function webhookEdits(name: string, change: WebhookChange | undefined): SettingsEdit[] {
  if (change === undefined) return [{ path: ["webhooks", name] }];
  return Object.entries(change).map(([key, value]) => ({
    path: ["webhooks", name, key],
    ...(value === "" ? {} : { value }),
  }));
}

/** A name as the settings accept it, while it is typed. */
export function hookName(typed: string): string {
  return typed
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "-")
    .slice(0, 32);
}

export function addCommand({ name, agent, template }: Omit<Webhook, "isEnabled">): string {
  const task = template.trim() === "" ? "" : ` --template ${quoted(template.trim())}`;
  return `tinyagi webhook add ${name || "my-hook"} --agent ${agent}${task}`;
}

export function testCommand(name: string): string {
  return `tinyagi webhook test ${name} --data '{"test":true}'`;
}

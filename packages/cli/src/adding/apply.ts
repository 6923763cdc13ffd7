/** Applies an import: each change is written down first, and all are undone if one fails. */
import type { CliContext } from "../context/context.js";
import { toFailure } from "../error/cli-error.js";
import { type Adding, addAgent } from "./add-agents.js";
import { type Addition, enabledChannels, type HomeSettings } from "./addition.js";
import { openReceipt, type Receipt } from "./receipt.js";
import { newestRevision } from "./settings-now.js";
import { undoReceipt } from "./undo.js";

type Client = Adding["client"];
type Left = { what: string; reason: string };

export interface Applied {
  receipt: Receipt;
  /** What the daemon refused; the rest was added. */
  refused: Left[];
}

/** @throws the error of an agent or the team; everything is undone then */
export async function applyAddition(
  context: CliContext,
  client: Client,
  wanted: { addition: Addition; settings: HomeSettings; left: readonly Left[] },
): Promise<Applied> {
  const { addition, settings, left } = wanted;
  const { kind, from } = addition;
  const receipt = openReceipt(context.paths.home, { kind, from, now: context.now(), left });
  const adding: Adding = { context, client, settings, receipt };
  try {
    const refused = await addSettings(adding, addition);
    for (const [id, agent] of Object.entries(addition.agents)) await addAgent(adding, id, agent);
    if (addition.team !== undefined) await addTeam(adding, addition.team);
    refused.push(...(await addSchedules(adding, addition.schedules)));
    refused.push(...(await addSenders(adding, addition)));
    return { receipt, refused };
  } catch (error) {
    // Without the signal: it may be why the import stopped.
    await undoReceipt(context, client, { receipt, signal: undefined });
    throw error;
  }
}

async function addTeam(
  { client, context, receipt }: Adding,
  { id, ...body }: NonNullable<Addition["team"]>,
): Promise<void> {
  receipt.note({ what: "team", id, revision: await newestRevision(client, context.signal) });
  await client.call("putTeam", { params: { id }, body, signal: context.signal });
}

/** First of all: agents name these providers. */
async function addSettings(adding: Adding, { settings, channels }: Addition): Promise<Left[]> {
  const { client, context, receipt } = adding;
  const refused: Left[] = [];
  for (const { path, value } of settings)
    await orRefused(refused, path.join("."), async () => {
      receipt.note({ what: "setting", path, revision: await newestRevision(client, context.signal) });
      const changes = [{ path: [...path], value: value as never }];
      await client.call("changeSettings", { body: { changes }, signal: context.signal });
    });
  if (channels.length === 0) return refused;
  const enabled = enabledChannels(adding.settings);
  const more = channels.filter((channel) => !enabled.includes(channel));
  for (const channel of more) receipt.note({ what: "channel", channel });
  await orRefused(refused, "channels.enabled", async () => {
    const changes = [{ path: ["channels", "enabled"], value: [...enabled, ...more] }];
    await client.call("changeSettings", { body: { changes }, signal: context.signal });
  });
  return refused;
}

async function addSchedules(adding: Adding, schedules: Addition["schedules"]): Promise<Left[]> {
  const { client, context, receipt } = adding;
  const refused: Left[] = [];
  for (const schedule of schedules)
    await orRefused(refused, schedule.label, async () => {
      receipt.note({ what: "schedule", label: schedule.label, text: schedule.message });
      const made = await client.call("createSchedule", { body: schedule, signal: context.signal });
      receipt.complete({ id: made.schedule.id });
    });
  return refused;
}

/** As members: an import makes nobody an owner. */
async function addSenders(adding: Adding, { senders }: Addition): Promise<Left[]> {
  const { client, context, receipt } = adding;
  const refused: Left[] = [];
  for (const { channel, senderId } of senders)
    await orRefused(refused, `${channel} ${senderId}`, async () => {
      receipt.note({ what: "sender", channel, senderId });
      const body = { channel, senderId, role: "member" as const };
      const { entry } = await client.call("allowSender", { body, signal: context.signal });
      receipt.complete({ approvedAt: entry.approvedAt });
    });
  return refused;
}

/** A value that this home refuses is named, and the rest is added. */
async function orRefused(refused: Left[], what: string, change: () => Promise<void>): Promise<void> {
  try {
    await change();
  } catch (error) {
    const { code } = toFailure(error);
    if (code !== "INVALID_INPUT" && code !== "SETTINGS_INVALID" && code !== "SECRET_UNRESOLVED") throw error;
    refused.push({ what, reason: code === "SECRET_UNRESOLVED" ? "no-secret" : "not-valid" });
  }
}

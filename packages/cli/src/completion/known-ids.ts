/** Ids for completion, from the daemon. Without a (fast) daemon there are no ids and no error. */
import type { Client } from "@tinyagi/client";
import { workTitle } from "@tinyagi/views";
import type { CliContext } from "../context/context.js";
import type { Candidate, IdKind } from "./candidates.js";

/** A person has pressed Tab and is waiting. */
const ANSWER_MS = 600;
const LIST_MAX = 200;

/** @param about the agent whose ids are wanted, where that matters */
export async function knownIds(context: CliContext, kind: IdKind, about: string): Promise<Candidate[]> {
  try {
    return await READERS[kind](await context.connect(), about);
  } catch {
    // Without a running daemon there are no ids to complete.
    return [];
  }
}

type Reader = (client: Client, about: string) => Promise<Candidate[]>;
const options = { timeoutMs: ANSWER_MS };
const page = { query: { limit: LIST_MAX }, ...options };

const READERS: Readonly<Record<IdKind, Reader>> = {
  agent: async (client) => named(await client.call("listAgents", options)),
  team: async (client) => named(await client.call("listTeams", options)),
  agentOrTeam: async (client) => [
    ...named(await client.call("listAgents", options)),
    ...named(await client.call("listTeams", options)),
  ],
  conversation: async (client) =>
    (await client.call("listConversations", page)).map((one) => said(one.id, workTitle(one))),
  run: async (client) =>
    (await client.call("listRuns", page)).map((one) => said(one.runId, `@${one.agent} ${one.status}`)),
  deadLetter: async (client) =>
    (await client.call("queueDead", page)).map((one) => said(String(one.id), one.failedReason)),
  schedule: async (client) =>
    (await client.call("listSchedules", { query: {}, ...options })).map((one) =>
      said(one.label, one.message),
    ),
  task: async (client) =>
    (await client.call("listTasks", page)).map((one) => said(one.identifier, one.title)),
  project: async (client) =>
    (await client.call("listProjects", page)).map((one) => said(one.prefix, one.name)),
  plugin: async (client) =>
    (await client.call("listPlugins", options)).map((one) => said(one.name, one.state)),
  mcpServer: async (client) =>
    (await client.call("listMcpServers", options)).map((one) => said(one.id, one.place)),
  provider: async (client) => named((await client.call("listProviders", options)).providers),
  // An agent may use the demo; it is no provider of a home.
  homeProvider: async (client) =>
    named((await client.call("listProviders", options)).providers).filter(({ value }) => value !== "demo"),
  customProvider: async (client) => named(await client.call("listCustomProviders", options)),
  note: async (client, id) =>
    (await client.call("listMemory", { params: { id }, ...options })).files.map(({ path, name }) =>
      said(path, name),
    ),
  companyNote: async (client) =>
    (await client.call("listCompany", options)).notes.map(({ path, name }) => said(path, name)),
  artifactLink: async (client) =>
    (await client.call("listArtifactLinks", page)).links.map((one) =>
      said(one.id, `@${one.agent} ${one.name}`),
    ),
  pushDevice: async (client) =>
    (await client.call("listPushDevices", options)).devices.map(({ id, name }) => said(id, name)),
  proposal: async (client) =>
    (await client.call("listProposals", { query: {}, ...options })).proposals.map((one) =>
      said(one.id, `@${one.agent} ${one.path}`),
    ),
  skill: async (client, id) =>
    (await client.call("listSkills", { params: { id }, ...options })).map((one) =>
      said(one.id, one.description),
    ),
  setting: async (client) => listPlaces(await client.call("getSettings", options)),
  revision: async (client) =>
    (await client.call("listSettingsRevisions", page)).map((one) =>
      said(String(one.id), one.paths.join(", ")),
    ),
  approval: async (client) =>
    (await client.call("listApprovals", page)).approvals.map((one) =>
      said(one.id, `@${one.agent} ${one.title}`),
    ),
  pairingCode: async (client) =>
    (await client.call("listPairings", options)).pending.map((one) =>
      said(one.code, `${one.sender} on ${one.channel}`),
    ),
  token: async (client) => (await client.call("listTokens", options)).map((one) => said(one.id, one.channel)),
  webhook: async (client) => {
    const { webhooks } = await client.call("getSettings", options);
    return Object.keys(webhooks ?? {}).map((name) => said(name, ""));
  },
};

/** Every place in dotted form; one with a key that a dot would tear apart is left out. */
function listPlaces(value: unknown, above = ""): Candidate[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value)
    .filter(([key]) => /^[^./]+$/.test(key))
    .flatMap(([key, child]) => [said(`${above}${key}`, ""), ...listPlaces(child, `${above}${key}.`)]);
}

function said(value: string, description: string): Candidate {
  return { value, description };
}

function named(entries: Readonly<Record<string, { name: string }>>): Candidate[] {
  return Object.entries(entries).map(([value, { name }]) => said(value, name));
}

/** What a new agent gets from a starter team: its fields, a provider that can run it, and its texts. */
import { ACP_PREFIX, type AgentConfig, type FoundProvider, type StarterLanguage } from "@tinyagi/contracts";
import { AGENTS_FILE, SOUL_FILE, type StarterFile, starterTexts } from "@tinyagi/home";
import { getStarterAgent, isStarterText, type StarterAgent } from "@tinyagi/teams";
import { pickDefault } from "../provider/provider-handlers.js";
import type { Services } from "../services.js";

type StarterTexts = { [text in "instructions" | "soul"]?: StarterAgent[text] | undefined };

/**
 * Without one that is ready, the demo answers. Programs that speak ACP are for people who choose them: others have some of
 * their names, and their logins may be for other work.
 */
export function readyProvider(found: readonly FoundProvider[]): string {
  const isUsual = ({ state, provider }: FoundProvider) =>
    state === "ready" && !provider.startsWith(ACP_PREFIX);
  return found.find(isUsual)?.provider ?? "demo";
}

/** @throws AppError `INVALID_INPUT` for an unknown template */
export async function starterFields(
  { settings, findProviders }: Services,
  template: string,
  language?: StarterLanguage,
): Promise<{ fields: Pick<AgentConfig, "name" | "role" | "provider" | "model">; texts: StarterTexts }> {
  const { name, role, instructions, soul } = getStarterAgent(template, language);
  const provider = pickDefault(settings.current()) ?? readyProvider(await findProviders());
  return { fields: { name, role, provider, model: "" }, texts: { instructions, soul } };
}

/** A text that someone wrote stays: an agent with this id may have lived here before. */
export async function writeStarterTexts(
  services: Services,
  agent: string,
  { instructions, soul }: StarterTexts,
): Promise<void> {
  await writeText(services, { agent, file: AGENTS_FILE, text: instructions });
  await writeText(services, { agent, file: SOUL_FILE, text: soul });
}

async function writeText(
  { workspaceOf, settings }: Services,
  { agent, file, text }: { agent: string; file: StarterFile; text: string | undefined },
): Promise<void> {
  const config = settings.current().agents[agent];
  if (text === undefined || config === undefined) return;
  const workspace = workspaceOf(agent);
  const now = (await workspace.readText({ path: file })).text ?? "";
  const isStandard = now.trim() === "" || now === starterTexts(agent, config)[file];
  if (isStandard || isStarterText(now)) await workspace.writeText({ path: file, text });
}

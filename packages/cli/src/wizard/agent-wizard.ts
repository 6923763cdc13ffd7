/** The questions of `agent add`: only for values that the command line does not give. */
import { CUSTOM_PREFIX, PROVIDER_IDS, PROVIDERS, providerRow } from "@tinyagi/contracts";
import type { CliContext } from "../context/context.js";
import { askOne, askText, type Choice } from "../prompt/ask.js";

export interface AgentAnswers {
  id: string;
  name: string;
  provider: string;
  model: string;
  role: string;
  permissions: string;
}

/** The providers that every home has. */
const CHOICES: readonly Choice[] = PROVIDER_IDS.map((id) => ({
  value: id,
  label: id,
  hint: PROVIDERS[id].hint,
}));
const OTHER = "other";
const PERMISSIONS: readonly Choice[] = [
  { value: "sandboxed", label: "sandboxed", hint: "works only in its own folder (recommended)" },
  { value: "ask", label: "ask", hint: "read-only; Claude Code and Codex ask you before they do more" },
  {
    value: "container",
    label: "container",
    hint: "its program runs in Docker or Podman, where only its folder is mounted",
  },
  { value: "bypass", label: "bypass", hint: "may do everything that you may do" },
];
const ID_PATTERN = /^[a-z][a-z0-9_-]{0,31}$/;

interface Known {
  agents: readonly string[];
  customProviders: readonly string[];
  /** Provider of new agents, offered first. */
  provider?: string;
}

/** @throws CliError usage without a terminal, 130 when the person cancels */
export async function askForAgent(
  context: CliContext,
  given: Partial<AgentAnswers>,
  known: Known,
): Promise<AgentAnswers> {
  const id =
    given.id ??
    (await askText(
      context,
      { message: "Id of the agent (you write @id to reach it)", flag: "the agent's id" },
      { check: (value) => idProblem(value, known.agents) },
    ));
  const name =
    given.name ??
    (await askText(context, { message: "Display name", flag: "--name <name>" }, { initial: id }));
  const provider = given.provider ?? (await askProvider(context, known));
  const model = given.model ?? (await askModel(context, provider));
  const role =
    given.role ??
    (await askText(context, {
      message: "What is its role? (its teammates read this)",
      flag: "--role <text>",
    }));
  const permissions =
    given.permissions ??
    (await askOne(
      context,
      { message: "What may it do?", flag: "--permissions <mode>" },
      { options: PERMISSIONS, initial: "sandboxed" },
    ));
  return { id, name: name === "" ? id : name, provider, model, role, permissions };
}

function askProvider(context: CliContext, { customProviders, provider }: Known): Promise<string> {
  const own = customProviders.map((id) => ({
    value: `${CUSTOM_PREFIX}${id}`,
    label: `${CUSTOM_PREFIX}${id}`,
  }));
  return askOne(
    context,
    { message: "Which provider runs it?", flag: "--provider <provider>" },
    { options: [...CHOICES, ...own], ...(provider === undefined ? {} : { initial: provider }) },
  );
}

async function askModel(context: CliContext, provider: string): Promise<string> {
  const flag = "--model <name>";
  const known = providerRow(provider)?.models ?? [];
  if (provider === "demo") return "";
  if (known.length > 0) {
    const options = [
      { value: "", label: "default of the provider" },
      ...known.map((value) => ({ value, label: value })),
      { value: OTHER, label: "another model" },
    ];
    const chosen = await askOne(context, { message: "Which model?", flag }, { options });
    if (chosen !== OTHER) return chosen;
  }
  return askText(context, { message: "Model name (leave empty for the default of the provider)", flag });
}

export function idProblem(value: string, taken: readonly string[]): string | undefined {
  if (!ID_PATTERN.test(value)) return "Use a lower-case letter, then up to 31 of a-z, 0-9, _ and -.";
  return taken.includes(value) ? "This id is already in use." : undefined;
}

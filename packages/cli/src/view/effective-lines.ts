/** What an agent is sent, in words: every part with its size, then how its harness passes it on. Pure. */

import type { EffectivePrompt } from "@tinyagi/contracts";
import { literalText } from "@tinyagi/contracts/literal-text";
import { grouped } from "@tinyagi/views";

type Way = EffectivePrompt["system"]["way"];
type Warning = EffectivePrompt["warnings"][number];

const PARTS: Readonly<Record<EffectivePrompt["parts"][number]["kind"], string>> = {
  protocol: "protocol",
  protocol_append: "addition to the protocol",
  company: "notes of the company",
  instructions: "AGENTS.md",
  own: "own instructions",
  sub_agents: "sub-agents",
  skills: "skills",
  tools: "where its tools are",
};

const WAYS: Readonly<Record<Way, (name: string) => string>> = {
  argument: (name) => `in the argument ${name}`,
  file: (name) => `in a file, with ${name}`,
  environment: (name) => `in the variable ${name}`,
  message: (name) => `in front of the message, in ${name}`,
  api: (name) => `to the model's API as ${name}`,
  stdin: (name) => `on standard input (${name})`,
  none: () => "to no model",
};

const WARNINGS: Readonly<Record<Warning["code"], (detail: string) => string>> = {
  protocol_replaced: (detail) =>
    `Warning: ${detail} replaces the built-in protocol. The agent knows of handoffs, files and memory only what it says.`,
  prompt_file_left_out: (detail) => `Warning: the prompt_file is left out: ${detail}`,
  mcp_servers_not_used: (detail) =>
    `Warning: the MCP servers of ${detail} are not used; add them: tinyagi mcp import --from ${detail}`,
  mcp_servers_in_workspace: (detail) =>
    `Warning: the MCP servers of ${detail} are not used. The agent can write this file: look at it, and add by hand what you want: tinyagi mcp add --help`,
};

export function effectiveLines({ agent, harness, provider, model, ...prompt }: EffectivePrompt): string[] {
  const { parts, system, message, before, warnings } = prompt;
  const runs = [harness, provider, model].filter((part) => part !== "").join(", ");
  return [
    `@${agent} (${runs}): ${parts.length} parts, ${size(system)}`,
    ...warnings.map(({ code, detail }) => WARNINGS[code](literalText(detail))),
    ...parts.flatMap(({ kind, source, text, ...sized }) => [
      "",
      `=== ${PARTS[kind]} (${source}): ${size(sized)} ===`,
      ...literalText(text).split("\n"),
    ]),
    "",
    "=== How it is sent ===",
    `System prompt: ${WAYS[system.way](system.name)}.`,
    `Message: ${WAYS[message.way](message.name)}:`,
    ...literalText(message.text.replace(system.text, "{system prompt}")).split("\n"),
    ...(before === undefined
      ? []
      : [
          "",
          "Before each message, TinyAGI says where it comes from. From the terminal, now:",
          literalText(before),
        ]),
  ];
}

function size({ bytes, tokens }: { bytes: number; tokens: number }): string {
  return `${grouped(bytes)} bytes, about ${grouped(tokens)} tokens`;
}

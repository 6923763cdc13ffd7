/** Tools of an agent: a name, a schema, and a function that runs in the host's process. */

import { AppError } from "@tinyagi/contracts";
import { asSchema, type FlexibleSchema } from "ai";
import type { RunContext } from "../context/context.js";
import type { AgentMiddleware } from "../middleware/middleware.js";
import type { AgentMessage, AgentModel, ToolOffer } from "../model/model.js";

/** What a tool knows about its call. */
export interface ToolContext {
  readonly callId: string;
  readonly toolName: string;
  /** Aborts with the run, or when a sibling call ended it. Tools that ignore it are not waited for. */
  readonly signal: AbortSignal;
  readonly run: RunContext;
  /** The transcript, up to the message that calls. */
  readonly messages: readonly AgentMessage[];
}

/** A tool that a model can call. */
export interface AgentTool {
  readonly name: string;
  readonly description: string;
  /** Schema of the input: zod, JSON schema of the AI SDK, or any standard schema. */
  readonly inputSchema: FlexibleSchema<unknown>;
  /** The result is data for the model: a string, or JSON. Throwing makes an error result the model can react to. */
  execute(input: unknown, context: ToolContext): unknown;
  /** True for tools that start runs below: they are not offered at the depth cap. */
  readonly spawns?: boolean;
  /** Whether a call waits for a person's approval before it is executed; gets the checked input. Default: no call. */
  needsApproval?(input: unknown, context: ToolContext): boolean | Promise<boolean>;
  /** Whether the next call of the model is told about it; it can be called in any case. Default: always. */
  isOffered?(): boolean;
  /** The agent that takes over the run after this call. See `handoffTool`. */
  readonly handsOverTo?: HandoffTarget;
  /** True for tools that end promptly by themselves when aborted: they are waited for, so that their ends come first. */
  readonly settles?: boolean;
  /** Errors that end the run instead of becoming a result; default none. */
  propagates?(error: unknown): boolean;
}

/** Who works in a run at the moment. A handoff replaces it; transcript, limits and budget stay. */
export interface ActingAgent {
  readonly name: string;
  readonly model: AgentModel;
  readonly system: string | undefined;
  readonly tools: ReadonlyMap<string, PreparedTool>;
  readonly middleware: readonly AgentMiddleware[];
  /** What the model is told about the tools, with or without those that start runs below. */
  readonly offers: (mayGoDeeper: boolean) => readonly ToolOffer[] | Promise<readonly ToolOffer[]>;
}

/** An agent that can take over a run. */
export interface HandoffTarget {
  readonly name: string;
  acting(): ActingAgent;
}

/** The names all providers take. */
export const TOOL_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** What {@link defineTool} takes. */
export interface ToolDefinition<I> {
  name: string;
  description: string;
  inputSchema: FlexibleSchema<I>;
  execute: (input: I, context: ToolContext) => unknown;
  spawns?: boolean;
  /** `true` for every call, or a decision about one call by its checked input. */
  needsApproval?: boolean | ((input: I, context: ToolContext) => boolean | Promise<boolean>);
}

/**
 * A tool whose input type comes from its schema; the input is validated before `execute` sees it.
 * @throws AppError INVALID_INPUT on a name no provider takes
 */
export function defineTool<I>(definition: ToolDefinition<I>): AgentTool {
  const { execute, needsApproval = false, ...rest } = definition;
  checkToolName(definition.name);
  const tool: AgentTool = { ...rest, execute: (input, context) => execute(input as I, context) };
  if (needsApproval === false) return tool;
  const needs = needsApproval === true ? () => true : needsApproval;
  return { ...tool, needsApproval: (input, context) => needs(input as I, context) };
}

export function checkToolName(name: string): void {
  if (TOOL_NAME.test(name)) return;
  throw new AppError("INVALID_INPUT", "A tool's name has 1 to 64 letters, digits, underscores and hyphens.");
}

/** Tools by name. @throws AppError INVALID_INPUT when two have one name */
export function toolMap(tools: readonly AgentTool[]): ReadonlyMap<string, PreparedTool> {
  const map = new Map<string, PreparedTool>();
  for (const tool of tools) {
    checkToolName(tool.name);
    if (map.has(tool.name)) throw new AppError("INVALID_INPUT", `Two tools are named ${tool.name}.`);
    map.set(tool.name, prepareTool(tool));
  }
  return map;
}

/** A tool made ready once for all runs of its harness: converting a schema costs more than a run. */
export interface PreparedTool extends AgentTool {
  readonly schema: ReturnType<typeof asSchema<unknown>>;
  readonly offer: () => Promise<ToolOffer>;
}

export function prepareTool(tool: AgentTool): PreparedTool {
  const { name, description } = tool;
  const schema = asSchema(tool.inputSchema);
  let offer: Promise<ToolOffer> | undefined;
  const make = async () => ({ name, description, inputSchema: await schema.jsonSchema });
  return {
    name,
    description,
    schema,
    inputSchema: tool.inputSchema,
    spawns: tool.spawns === true,
    settles: tool.settles === true,
    execute: (input, context) => tool.execute(input, context),
    propagates: (error) => tool.propagates?.(error) === true,
    ...(tool.needsApproval === undefined
      ? {}
      : { needsApproval: (input, context) => tool.needsApproval?.(input, context) ?? false }),
    ...(tool.isOffered === undefined ? {} : { isOffered: () => tool.isOffered?.() !== false }),
    ...(tool.handsOverTo === undefined ? {} : { handsOverTo: tool.handsOverTo }),
    offer: () => {
      offer ??= make();
      return offer;
    },
  };
}

/** Made once for all runs: the answers of {@link ActingAgent.offers}, at once from the second time on. */
export function createOffers(tools: ReadonlyMap<string, PreparedTool>): ActingAgent["offers"] {
  const ready = new Map<boolean, readonly ToolOffer[]>();
  return (mayGoDeeper) => {
    const known = ready.get(mayGoDeeper);
    if (known !== undefined) return known;
    const offered = [...tools.values()].filter((tool) => tool.spawns !== true || mayGoDeeper);
    return listOffers(offered).then((offers) => {
      ready.set(mayGoDeeper, offers);
      return offers;
    });
  };
}

/** Of the offers, those that the next call of the model is told about. */
export function currentOffers(
  offers: readonly ToolOffer[],
  tools: ReadonlyMap<string, PreparedTool>,
): readonly ToolOffer[] {
  return offers.filter(({ name }) => tools.get(name)?.isOffered?.() !== false);
}

/** What a model is told about the tools. */
export function listOffers(tools: readonly PreparedTool[]): Promise<ToolOffer[]> {
  return Promise.all(tools.map((tool) => tool.offer()));
}

/**
 * Decides whether an answer may end the run: it must fit the schema and pass the guardrails. The model may correct its
 * answer once; a second bad answer fails the run.
 */
import { asSchema, type FlexibleSchema } from "ai";
import type { RunContext } from "../context/context.js";
import { AnswerFormatError, GuardrailError, toSentence } from "../errors.js";
import type { GuardrailVerdict, OutputGuardrail } from "./guardrail.js";
import { jsonInText } from "./json-in-text.js";

/** The model is asked again with `repair`, or the run ends with `output`. */
export type AnswerVerdict = { repair: string } | { output: unknown };
export type AnswerCheck = (text: string) => Promise<AnswerVerdict>;

export interface AnswerCheckOptions {
  schema: FlexibleSchema<unknown> | undefined;
  guardrails: readonly OutputGuardrail[];
  run: RunContext;
}

/** @returns `undefined` when every answer is good */
export function createAnswerCheck({ schema, guardrails, run }: AnswerCheckOptions): AnswerCheck | undefined {
  if (schema === undefined && guardrails.length === 0) return undefined;
  let isRepaired = false;

  /** @throws `error` when the model had its chance */
  function repairOnce(repair: string, error: () => Error): AnswerVerdict {
    if (isRepaired) throw error();
    isRepaired = true;
    return { repair };
  }

  return async (text) => {
    const read = schema === undefined ? { output: undefined } : await readOutput(schema, text);
    if ("problem" in read) {
      const { problem } = read;
      return repairOnce(repairText(problem), () => new AnswerFormatError(problem, text));
    }
    for (const guardrail of guardrails) {
      const verdict = await guardrail.check(text, run);
      if (verdict.ok) continue;
      const error = () => guardrailError(guardrail.name, "output", verdict);
      if (verdict.retry !== true) throw error();
      return repairOnce(`Your answer was refused: ${verdict.reason} Answer again.`, error);
    }
    return read;
  };
}

export function guardrailError(
  name: string,
  stage: "input" | "output",
  verdict: Extract<GuardrailVerdict, { ok: false }>,
): GuardrailError {
  return new GuardrailError(name, stage, verdict.reason);
}

/** What the system prompt says about the format. */
export async function formatInstruction(schema: FlexibleSchema<unknown>): Promise<string> {
  const json = JSON.stringify(await asSchema(schema).jsonSchema);
  return `Your last answer must be one JSON value that fits this JSON schema, without any other text:\n${json}`;
}

async function readOutput(
  schema: FlexibleSchema<unknown>,
  text: string,
): Promise<{ output: unknown } | { problem: string }> {
  const json = jsonInText(text);
  if (json === undefined) return { problem: "it contains no JSON value" };
  const checked = await asSchema(schema).validate?.(json.value);
  if (checked?.success === false) return { problem: toSentence(checked.error) };
  return { output: checked === undefined ? json.value : checked.value };
}

function repairText(problem: string): string {
  return `Your answer does not fit the required format: ${problem}. Answer again with only the JSON value.`;
}

/**
 * Questions to a person at a terminal. Never asks where nobody can answer: there the flag that would have answered
 * is named. Everything is drawn on stderr, so that stdout stays data.
 */
import { CliError, usageError } from "../context/cli-error.js";
import type { CliContext } from "../context/context.js";
import { EXIT } from "../context/exit-code.js";

export interface Question {
  message: string;
  /** The flag or argument that answers it, e.g. `--provider <provider>`. */
  flag: string;
}

export interface Choice {
  value: string;
  label: string;
  hint?: string;
}

/** Whether a person can be asked. */
export function canAsk({ output, stdin }: CliContext): boolean {
  return stdin.isTTY === true && output.stderr.isTTY === true && !output.json;
}

/** @throws CliError usage where nobody can answer, 130 when the person leaves */
export async function askText(
  context: CliContext,
  question: Question,
  options: { initial?: string; check?: (value: string) => string | undefined } = {},
): Promise<string> {
  const prompts = await open(context, question);
  const { check } = options;
  const answer = await prompts.text({
    message: question.message,
    ...(options.initial === undefined ? {} : { initialValue: options.initial }),
    ...(check === undefined ? {} : { validate: (value: string | undefined) => check(value ?? "") }),
    ...screen(context),
  });
  return left(prompts, answer) ?? "";
}

/** @throws CliError usage where nobody can answer, 130 when the person leaves */
export async function askOne(
  context: CliContext,
  question: Question,
  choice: { options: readonly Choice[]; initial?: string },
): Promise<string> {
  const prompts = await open(context, question);
  const answer = await prompts.select({
    message: question.message,
    options: [...choice.options],
    ...(choice.initial === undefined ? {} : { initialValue: choice.initial }),
    ...screen(context),
  });
  return left(prompts, answer);
}

/** @throws CliError usage where nobody can answer, 130 when the person leaves */
export async function askMany(
  context: CliContext,
  question: Question,
  options: readonly Choice[],
): Promise<string[]> {
  const prompts = await open(context, question);
  const answer = await prompts.multiselect({
    message: question.message,
    options: [...options],
    required: true,
    ...screen(context),
  });
  return left(prompts, answer);
}

/** Typed without being shown. @throws CliError usage where nobody can answer, 130 when the person leaves */
export async function askSecret(context: CliContext, question: Question): Promise<string> {
  const prompts = await open(context, question);
  return left(prompts, await prompts.password({ message: question.message, ...screen(context) }));
}

type Prompts = typeof import("@clack/prompts");

async function open(context: CliContext, question: Question): Promise<Prompts> {
  if (!canAsk(context))
    throw usageError("something is missing that nobody can be asked for here", `add ${question.flag}`);
  return import("@clack/prompts");
}

function screen({ stdin, output, signal }: CliContext) {
  return { input: stdin, output: output.stderr, signal, withGuide: !output.plain };
}

function left<T>(prompts: Prompts, answer: T): Exclude<T, symbol> {
  if (prompts.isCancel(answer) || typeof answer === "symbol")
    throw new CliError("CANCELLED", "nothing was changed", { exitCode: EXIT.interrupted });
  return answer as Exclude<T, symbol>;
}

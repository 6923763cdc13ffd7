/**
 * Asks a person at a terminal. Without a terminal it never asks: the error names the flag that answers the question.
 * Everything is drawn on stderr, because stdout is for data. The prompt library writes to the terminal itself, so only
 * this file may use it, and cleans every text for it.
 */
import { cleanLine } from "@tinyagi/contracts/clean-text";
import type { CliContext } from "../context/context.js";
import { CliError, usageError } from "../error/cli-error.js";
import { EXIT } from "../error/exit-code.js";

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
  return stdin.isTTY === true && output.questions !== undefined && !output.json;
}

/** @throws CliError usage without a terminal, 130 when the person cancels */
export async function askText(
  context: CliContext,
  question: Question,
  options: { initial?: string; check?: (value: string) => string | undefined } = {},
): Promise<string> {
  const prompts = await open(context, question);
  const { check } = options;
  const answer = await prompts.text({
    message: cleanLine(question.message),
    ...(options.initial === undefined ? {} : { initialValue: cleanLine(options.initial) }),
    ...(check === undefined ? {} : { validate: (value: string | undefined) => check(value ?? "") }),
    ...screen(context),
  });
  return given(prompts, answer) ?? "";
}

/** @throws CliError usage without a terminal, 130 when the person cancels */
export async function askOne(
  context: CliContext,
  question: Question,
  choice: { options: readonly Choice[]; initial?: string },
): Promise<string> {
  const prompts = await open(context, question);
  const answer = await prompts.select({
    message: cleanLine(question.message),
    options: choice.options.map(shown),
    ...(choice.initial === undefined ? {} : { initialValue: choice.initial }),
    ...screen(context),
  });
  return given(prompts, answer);
}

/** @throws CliError usage without a terminal, 130 when the person cancels */
export async function askMany(
  context: CliContext,
  question: Question,
  options: readonly Choice[],
): Promise<string[]> {
  const prompts = await open(context, question);
  const answer = await prompts.multiselect({
    message: cleanLine(question.message),
    options: options.map(shown),
    required: true,
    ...screen(context),
  });
  return given(prompts, answer);
}

/** Typed without being shown. @throws CliError usage without a terminal, 130 when the person cancels */
export async function askSecret(context: CliContext, question: Question): Promise<string> {
  const prompts = await open(context, question);
  return given(prompts, await prompts.password({ message: cleanLine(question.message), ...screen(context) }));
}

/** "No" is the default. @throws CliError usage without a terminal */
export async function askYesNo(context: CliContext, question: Question): Promise<boolean> {
  const prompts = await open(context, question);
  const answer = await prompts.confirm({
    message: cleanLine(question.message),
    initialValue: false,
    ...screen(context),
  });
  return answer === true;
}

type Prompts = typeof import("@clack/prompts");

async function open(context: CliContext, { flag }: Question): Promise<Prompts> {
  if (!canAsk(context))
    throw usageError("An answer is missing, and there is no terminal to ask for it.", `Add ${flag}`);
  return import("@clack/prompts");
}

function screen({ stdin, output, signal }: CliContext) {
  const { questions } = output;
  return { input: stdin, signal, withGuide: !output.plain, ...(questions && { output: questions }) };
}

function shown({ value, label, hint }: Choice): Choice {
  return { value, label: cleanLine(label), ...(hint === undefined ? {} : { hint: cleanLine(hint) }) };
}

function given<T>(prompts: Prompts, answer: T): Exclude<T, symbol> {
  if (prompts.isCancel(answer) || typeof answer === "symbol")
    throw new CliError("CANCELLED", "Nothing was changed.", { exitCode: EXIT.interrupted });
  return answer as Exclude<T, symbol>;
}

/** Checks of what goes into a run and of what comes out of it. */
import type { RunContext } from "../context/context.js";
import type { AgentMessage } from "../model/model.js";

/** What a guardrail decided. With `retry`, the model may correct an answer once. */
export type GuardrailVerdict = { ok: true } | { ok: false; reason: string; retry?: boolean };

/** A check of the input, before the first call of a model. */
export interface InputGuardrail {
  readonly name: string;
  check(messages: readonly AgentMessage[], run: RunContext): GuardrailVerdict | Promise<GuardrailVerdict>;
}

/** A check of the answer, before the run completes. Texts that were streamed have been seen by then. */
export interface OutputGuardrail {
  readonly name: string;
  check(text: string, run: RunContext): GuardrailVerdict | Promise<GuardrailVerdict>;
}

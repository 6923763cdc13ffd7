/** Several models as one: when one cannot serve a call, the next one is asked. */
import { AppError, type RunErrorClass } from "@tinyagi/contracts";
import { ModelCallError } from "../errors.js";
import { toFailure } from "./failure.js";
import type { AgentModel, ModelIo, ModelReply, ModelRequest } from "./model.js";

/** Failures that another model may not have. */
const DEFAULT_CLASSES: readonly RunErrorClass[] = ["transient", "rate_limited", "auth", "not_found"];
const DEFAULT_COOL_DOWN_MS = 60_000;

/** Settings of {@link createFallbackModel}. */
export interface FallbackOptions {
  /** Classes of failures after which the next model is asked. Default: transient, rate_limited, auth, not_found. */
  on?: readonly RunErrorClass[];
  /** How long a model that failed is asked last, in milliseconds. Default: 60,000. */
  coolDownMs?: number;
  /** Milliseconds since the epoch. Default: the system clock. */
  now?: () => number;
}

/**
 * Asks the models in order. The reply names the model that gave it, so that its own price counts. A model that fails
 * after it has said something is not replaced in mid-answer: the run's retry asks again, and then the next model comes
 * first.
 *
 * @param models the first one is preferred
 * @throws AppError `INVALID_INPUT` without a model; the last failure when all models fail
 */
export function createFallbackModel(
  models: readonly AgentModel[],
  options: FallbackOptions = {},
): AgentModel {
  const { on = DEFAULT_CLASSES, coolDownMs = DEFAULT_COOL_DOWN_MS, now = Date.now } = options;
  const [first] = models;
  if (first === undefined) throw new AppError("INVALID_INPUT", "A fallback needs at least one model.");
  const restingUntil = new Map<AgentModel, number>();

  function inOrder(): AgentModel[] {
    const isResting = (model: AgentModel) => (restingUntil.get(model) ?? 0) > now();
    return [...models.filter((model) => !isResting(model)), ...models.filter(isResting)];
  }

  async function stream(request: ModelRequest, io: ModelIo): Promise<ModelReply> {
    let hasSpoken = false;
    const onText = (delta: string) => {
      hasSpoken = true;
      io.onText(delta);
    };
    let last: ModelCallError | undefined;
    for (const model of inOrder()) {
      try {
        const reply = await model.stream(request, { ...io, onText });
        return { ...reply, model: reply.model ?? model.id };
      } catch (error) {
        if (io.signal.aborted) throw error;
        last = toFailure(error, now());
        if (!on.includes(last.class)) throw last;
        restingUntil.set(model, now() + coolDownMs);
        if (hasSpoken) throw last;
      }
    }
    throw last ?? new ModelCallError("transient", "No model answered. Try again.");
  }

  return { id: first.id, stream };
}

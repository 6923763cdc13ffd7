/**
 * An effort of the settings is a wish: a model that refuses it answers without. Which models take one, only their providers
 * know, and many say no more than that the request was refused. So it is made once more, without.
 */
import { toFailure } from "./failure.js";
import type { AgentModel, ModelIo, ModelReply, ModelRequest } from "./model.js";

/** The same model twice: with the effort, and without. */
export interface WishedEffort {
  readonly asked: AgentModel;
  readonly plain: AgentModel;
  /** Called once, when the plain one has answered what the other one refused. */
  readonly onIgnored: () => void;
}

/** @returns the model that is asked without the effort from the first refusal on that comes from it */
export function wishEffort({ asked, plain, onIgnored }: WishedEffort): AgentModel {
  let isIgnored = false;

  async function stream(request: ModelRequest, io: ModelIo): Promise<ModelReply> {
    if (isIgnored) return plain.stream(request, io);
    let hasBegun = false;
    const onText: ModelIo["onText"] = (delta) => {
      hasBegun = true;
      io.onText(delta);
    };
    try {
      return await asked.stream(request, { ...io, onText });
    } catch (error) {
      if (hasBegun || io.signal.aborted || !isRefusal(error)) throw error;
    }
    const reply = await plain.stream(request, io);
    isIgnored = true;
    onIgnored();
    return reply;
  }

  return { id: asked.id, stream };
}

/** When the provider is back does not matter for it. */
function isRefusal(error: unknown): boolean {
  return toFailure(error, 0).failureCause === "refused";
}

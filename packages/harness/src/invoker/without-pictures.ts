/**
 * A run whose pictures the provider refuses is repeated once without them, and in a new session: the old one may contain them by
 * now. Only as long as the agent has done nothing.
 */
import {
  type Harness,
  type HarnessContext,
  HarnessError,
  type HarnessRequest,
  type HarnessResult,
} from "@tinyagi/contracts";

const NOTE =
  "\n\n[Note from TinyAGI: the provider refused the pictures of this message, so they are not shown to you. Their files are named above.]";

type Result = HarnessResult & { rebuiltFrom?: string };

export async function runShowing(
  harness: Harness,
  request: HarnessRequest,
  context: HarnessContext,
): Promise<Result> {
  if (request.pictures === undefined || harness.attachesPictures !== true)
    return harness.run(request, context);
  let hasActed = false;
  const watched: HarnessContext = {
    ...context,
    onEvent(event) {
      hasActed ||= event.type === "tool.started";
      context.onEvent(event);
    },
  };
  try {
    return await harness.run(request, watched);
  } catch (error) {
    const isRefused = error instanceof HarnessError && error.failureCause === "refused";
    if (!isRefused || hasActed) throw error;
    context.onEvent({ type: "retrying", attempt: 2, reason: error.message });
    const { pictures: _, sessionId: left, sessionTotals: __, ...rest } = request;
    const result = await harness.run({ ...rest, prompt: request.prompt + NOTE }, context);
    return left === undefined ? result : { ...result, rebuiltFrom: left };
  }
}

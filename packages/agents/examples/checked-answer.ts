/** An answer by a schema, with guardrails, a hook around each model call, and a second model if the first one fails. */
import { z } from "zod";
import {
  AgentHarness,
  createFallbackModel,
  createModel,
  type InputGuardrail,
  type ModelOptions,
  type OutputGuardrail,
} from "../src/index.js";

const booking = z.object({ city: z.string(), nights: z.number().int().min(1) });

const shortRequest: InputGuardrail = {
  name: "short-request",
  check: (messages) =>
    JSON.stringify(messages).length < 10_000
      ? { ok: true }
      : { ok: false, reason: "The request is too long." },
};

const knownCity: OutputGuardrail = {
  name: "known-city",
  check: (text) =>
    /Rome|Oslo/.test(text) ? { ok: true } : { ok: false, reason: "We serve Rome and Oslo.", retry: true },
};

export async function readBooking(request: string, models: readonly ModelOptions[]) {
  const sizes: number[] = [];
  const clerk = new AgentHarness({
    name: "clerk",
    model: createFallbackModel(models.map((options) => createModel(options))),
    system: "You are @clerk. Read the booking.",
    inputGuardrails: [shortRequest],
    outputGuardrails: [knownCity],
    middleware: [
      {
        beforeModel: ({ messages }) => {
          sizes.push(messages.length);
          return undefined; // nothing is changed
        },
      },
    ],
  });
  const { output } = await clerk.run(request, { output: booking });
  return { city: output?.city, nights: output?.nights, sizes };
}

/** Models that follow a script and keep what they were asked. */
import type { AgentMessage, AgentModel, ModelIo, ModelRequest } from "../src/index.js";
import { createFunctionModel, type FunctionReply } from "../src/index.js";

export type Step =
  | string
  | FunctionReply
  | ((request: ModelRequest, io: ModelIo) => string | FunctionReply | Promise<string | FunctionReply>);

export interface ScriptedModel extends AgentModel {
  readonly requests: ModelRequest[];
}

/** One step per request; asking for more fails the run. */
export function scripted(steps: readonly Step[], id = "mock-model"): ScriptedModel {
  const requests: ModelRequest[] = [];
  const model = createFunctionModel(id, (request, io) => {
    const step = steps[requests.length];
    requests.push(request);
    if (step === undefined) throw new Error(`the script has only ${steps.length} steps`);
    return typeof step === "function" ? step(request, io) : step;
  });
  return { ...model, requests };
}

/** The same answer to every request. */
export function always(step: Step, id = "mock-model"): ScriptedModel {
  const requests: ModelRequest[] = [];
  const model = createFunctionModel(id, (request, io) => {
    requests.push(request);
    return typeof step === "function" ? step(request, io) : step;
  });
  return { ...model, requests };
}

/** A reply that calls tools: `call("echo", {a: 1})`. */
export function call(name: string, input: unknown = {}): FunctionReply {
  return { toolCalls: [{ name, input }] };
}

/** Never answers; rejects with the reason of its signal. */
export function hang(_request: ModelRequest, io: ModelIo): Promise<never> {
  return new Promise((_resolve, reject) => {
    io.signal.addEventListener("abort", () => reject(io.signal.reason), { once: true });
  });
}

/** All texts of a transcript, with their roles: `user: hi`. */
export function said(messages: readonly AgentMessage[]): string[] {
  return messages.flatMap((message) =>
    message.content.map((part) => {
      if (part.type === "text") return `${message.role}: ${part.text}`;
      if (part.type === "tool-call") return `${message.role} calls ${part.toolName}`;
      if (part.type !== "tool-result") return `${message.role}: (${part.type})`;
      const value = "value" in part.output ? part.output.value : "";
      return `${part.output.type}: ${typeof value === "string" ? value : JSON.stringify(value)}`;
    }),
  );
}

/** A promise and its handles. */
export function deferred<T = void>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
} {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

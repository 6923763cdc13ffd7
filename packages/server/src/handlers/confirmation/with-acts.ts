/**
 * The table of acts in force: every handler of a route whose act a session may not perform refuses it, and those that
 * need a confirmation ask for it before the handler runs. Changes of settings ask when it is known which guard gets
 * weaker, through the `consent` of their author.
 */
import {
  type ActId,
  AppError,
  type ConfirmedRoute,
  FURTHER_ACTS,
  type RouteInput,
  rightTo,
  toAct,
} from "@tinyagi/contracts";
import type { Consent } from "@tinyagi/kernel";
import type { JsonRouteName, RouteContext, RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";
import { ACT_CHANGES } from "./act-changes.js";
import { exceptNoticesToOwners } from "./owner-notices.js";

type AnyHandler = (input: unknown, context: RouteContext) => unknown;

export function withActs(handlers: RouteHandlers, services: Services): RouteHandlers {
  const checked = Object.entries(handlers).map(([name, handler]) => [
    name,
    withAct(name as JsonRouteName, handler as AnyHandler, services),
  ]);
  return Object.fromEntries(checked) as RouteHandlers;
}

function withAct(name: JsonRouteName, handler: AnyHandler, services: Services): AnyHandler {
  const act = toAct(name);
  const right = rightTo(act, "session");
  return (input, context) => {
    const { principal, author, http } = context;
    if (principal.kind !== "browser") return handler(input, context);
    if (right === "refused")
      throw new AppError(
        "FORBIDDEN",
        "This requires the operator's token. Use the tinyagi command on this machine.",
      );
    const { sessionId } = principal;
    const consent: Consent = services.confirmations.consentTo({ sessionId, ...http.confirmation() });
    const confirmed = right === "confirm" ? act : findFurtherAct(name);
    if (confirmed !== undefined) {
      const changes = listChanges(name as ConfirmedRoute, input, services);
      if (changes.length > 0) consent(confirmed, changes);
    }
    const asking = {
      ...author,
      consent(changes: Parameters<Consent>[1]) {
        const asked = exceptNoticesToOwners(changes, services);
        if (asked.length > 0) consent("settings.weaken", asked);
      },
    };
    return handler(input, { ...context, author: asking });
  };
}

/** An act of which only the call says whether it is one. */
function findFurtherAct(name: JsonRouteName): ActId | undefined {
  const further: { readonly [N in JsonRouteName]?: ActId } = FURTHER_ACTS;
  return further[name];
}

/** A row is missing only for a route that the table of acts does not call confirmed, which the types refuse. */
function listChanges<N extends ConfirmedRoute>(name: N, input: unknown, services: Services) {
  return ACT_CHANGES[name](input as RouteInput<N>, services);
}

/**
 * Takes what the gateway delivers. Guarantees: messages of a chat are handed over in order, those that were missed before
 * those that are new; a message counts as read only when TinyAGI took it.
 */
import {
  GatewayDispatchEvents,
  type GatewayDispatchPayload,
  type GatewayReadyDispatchData,
} from "@discordjs/core/http-only";
import { createChatLanes } from "../base/lanes.js";
import { answerInteraction } from "./interactions.js";
import { createNames } from "./names.js";
import { createPlaces } from "./places.js";
import { readDirectChats, readServer } from "./read-missed.js";
import type { ReceiverOptions, ReceiverParts } from "./receiver-parts.js";
import { takeChange, takeNew } from "./take-message.js";

export interface Receiver {
  ready(data: GatewayReadyDispatchData): void;
  dispatch(event: GatewayDispatchPayload): void;
}

export function createReceiver(options: ReceiverOptions): Receiver {
  const parts = toParts(options);
  return {
    ready: (data) => readDirectChats(parts, data),
    dispatch(event) {
      learn(parts, event);
      if (event.t === GatewayDispatchEvents.MessageCreate) takeNew(parts, event.d);
      else if (event.t === GatewayDispatchEvents.MessageUpdate) takeChange(parts, event.d);
      else if (event.t === GatewayDispatchEvents.InteractionCreate) answerInteraction(parts, event.d);
    },
  };
}

function toParts(options: ReceiverOptions): ReceiverParts {
  const { botId, fileOrigins } = options;
  const places = createPlaces();
  const names = createNames();
  const botRoles = new Set<string>();
  return {
    ...options,
    places,
    names,
    lanes: createChatLanes(),
    botRoles,
    recent: new Set(),
    fromHistory: new Set(),
    reader: { botId, botRoles, fileOrigins, namesOf: places.namesOf, names },
    missing: new Map(),
  };
}

function learn(parts: ReceiverParts, event: GatewayDispatchPayload): void {
  const { names, places, botId, botRoles } = parts;
  names.learn(event);
  const channels = places.learn(event);
  if (event.t !== GatewayDispatchEvents.GuildCreate) return;
  for (const { id, tags } of event.d.roles) if (tags?.bot_id === botId) botRoles.add(id);
  readServer(parts, event.d.id, channels);
}

/** REST routes of the bot itself: its account, its application, its commands, direct chats, the gateway's address. */
import type { APIApplicationCommand } from "discord-api-types/v10";
import type { FastifyInstance } from "fastify";
import { parseJson } from "./rest-body.js";
import { RestRefusal } from "./rest-error.js";
import { applicationFlags, channelPayload, directChannel, type World } from "./world.js";

export function applicationRoutes(
  app: FastifyInstance,
  { world, gatewayUrl }: { world: World; gatewayUrl: () => string },
): void {
  app.get("/users/@me", () => world.bot);
  app.get("/applications/@me", () => ({
    id: world.applicationId,
    name: world.bot.username,
    flags: applicationFlags(world),
  }));
  app.get("/gateway/bot", () => ({
    url: gatewayUrl(),
    shards: 1,
    session_start_limit: { total: 1_000, remaining: 1_000, reset_after: 0, max_concurrency: 1 },
  }));
  app.post("/users/@me/channels", (request) => {
    const { recipient_id: id } = parseJson<{ recipient_id: string }>(request);
    if (!world.users.has(id)) throw new RestRefusal(400, 50_033, "Invalid Recipient(s)");
    return channelPayload(world, directChannel(world, id));
  });
  app.get("/applications/:app/commands", () => world.commands);
  app.put("/applications/:app/commands", (request) => {
    const given = parseJson<readonly Omit<APIApplicationCommand, "id">[]>(request);
    world.commands = given.map((command) => ({ ...command, id: world.nextId() }) as APIApplicationCommand);
    return world.commands;
  });
}

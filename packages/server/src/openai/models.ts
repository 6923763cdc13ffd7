/** Agents and teams as models of OpenAI's API. Pure. */
import { AppError, type ChatModel, type Settings } from "@tinyagi/contracts";

export function toModels({ agents, teams }: Pick<Settings, "agents" | "teams">): ChatModel[] {
  // A name of both is the agent, as in a message.
  const onlyTeams = Object.keys(teams).filter((id) => !Object.hasOwn(agents, id));
  return [
    ...Object.keys(agents).map((id) => model(id, "agent")),
    ...onlyTeams.map((id) => model(id, "team")),
  ];
}

/** @throws AppError `NOT_FOUND` */
export function toModel(settings: Pick<Settings, "agents" | "teams">, id: string): ChatModel {
  if (Object.hasOwn(settings.agents, id)) return model(id, "agent");
  if (Object.hasOwn(settings.teams, id)) return model(id, "team");
  const message = "There is no agent and no team with this id. GET /v1/models lists them.";
  throw new AppError("NOT_FOUND", message, { details: [{ path: "model", message }] });
}

function model(id: string, owned_by: ChatModel["owned_by"]): ChatModel {
  return { id, object: "model", created: 0, owned_by };
}

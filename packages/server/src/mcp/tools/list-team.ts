/** Whom the caller can reach: an agent its own teams, a person all of them. */
import { z } from "zod";
import { defineTool, type McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";

const memberSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.string().optional(),
  model: z.string().describe("The model, or the provider when it has its default model."),
  leader: z.boolean(),
});
const output = z.object({
  you: z.string().optional().describe("Your own id."),
  teams: z.array(z.object({ id: z.string(), name: z.string(), members: z.array(memberSchema) })),
  agents: z.array(z.string()).describe("Agents that are in none of these teams."),
});

export function listTeamTool({ services }: ToolParts): McpTool {
  return defineTool({
    name: "list_team",
    title: "List the team",
    description: "List the agents you can reach, by team: id, name, role, model and who leads.",
    input: { run: z.strictObject({}), person: z.strictObject({}) },
    output,
    readOnly: true,
    async call(_input, { principal }) {
      const you = principal.kind === "run" ? principal.agentId : undefined;
      const { agents } = services.settings.current();
      const directory = services.conversations.directory();
      const seen = [...directory.teams].filter(([, team]) => you === undefined || team.agents.includes(you));
      const teams = seen.map(([id, team]) => ({
        id,
        name: team.name,
        members: team.agents.flatMap((member) => {
          const agent = agents[member];
          if (agent === undefined) return [];
          const { name, role, model, provider } = agent;
          const leader = member === team.leader;
          return [
            { id: member, name, ...(role === undefined ? {} : { role }), model: model || provider, leader },
          ];
        }),
      }));
      const listed = new Set(teams.flatMap(({ members }) => members.map(({ id }) => id)));
      const others = you === undefined ? [...directory.agents.keys()].filter((id) => !listed.has(id)) : [];
      const data = { ...(you === undefined ? {} : { you }), teams, agents: others };
      return { text: toText(data), data };
    },
  });
}

function toText({ you, teams, agents }: z.infer<typeof output>): string {
  const lines = teams.flatMap(({ id, name, members }) => [
    `Team #${id} (${name}):`,
    ...members.map((member) => {
      const marks = [member.id === you ? "you" : "", member.leader ? "leader" : ""].filter(
        (mark) => mark !== "",
      );
      return `- @${member.id} (${[member.name, member.model, ...marks].join(", ")})${member.role === undefined ? "" : `: ${member.role}`}`;
    }),
  ]);
  if (agents.length > 0) lines.push(`Without a team: ${agents.map((id) => `@${id}`).join(", ")}`);
  return lines.length > 0 ? lines.join("\n") : "You are in no team, so you can reach nobody.";
}

/** The model and the effort for the message that is being written. What is chosen is in view, and goes with that message alone. */
"use client";
import type { RunChoice } from "@tinyagi/contracts";
import { useAgents, useTeams } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { Menu, MenuItem } from "../../ui/menu";
import { useProviders } from "../providers/queries";

/** A provider with many models is asked by name: `/with MODEL`. */
const SHOWN_MAX = 8;

interface Props {
  /** The agent or team that answers. */
  of: string;
  choice: RunChoice | undefined;
  onChoice: (choice: RunChoice | undefined) => void;
}

export function ChoiceMenu({ of, choice, onChoice }: Props) {
  const { models, efforts } = useOffered(of);
  const said = words.chat.composer.choice;
  if (models.length + efforts.length === 0) return null;
  const { model, effort } = choice ?? {};
  const shown = [model, effort].filter((part) => part !== undefined).join(" · ");
  return (
    <>
      <Menu name={said.open} icon="thought">
        {models.slice(0, SHOWN_MAX).map((name) => (
          <MenuItem key={name} onSelect={() => onChoice({ ...choice, model: name })}>
            {said.model(name)}
          </MenuItem>
        ))}
        {efforts.map((level) => (
          <MenuItem key={level} onSelect={() => onChoice({ ...choice, effort: level })}>
            {said.effort(level)}
          </MenuItem>
        ))}
        {choice !== undefined && <MenuItem onSelect={() => onChoice(undefined)}>{said.clear}</MenuItem>}
      </Menu>
      {shown !== "" && (
        <Button
          kind="bare"
          aria-label={`${said.shown(shown)}. ${said.clear}`}
          onClick={() => onChoice(undefined)}
        >
          <span className="max-w-40 truncate font-mono text-12">{shown}</span>
          <Icon name="close" />
        </Button>
      )}
    </>
  );
}

/** What the provider of whoever answers offers: of a team, its leader's. */
function useOffered(of: string) {
  const agents = useAgents().data ?? {};
  const teams = useTeams().data ?? {};
  const providers = useProviders().data?.providers ?? {};
  const provider = agents[teams[of]?.leader_agent ?? of]?.provider ?? "";
  const { models = [], efforts = [] } = providers[provider] ?? {};
  return { models, efforts };
}

/** Deletes a team. It asks once, and names what is lost. */
"use client";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { showToast } from "../../ui/toasts";
import { Dependents } from "../references/dependents";
import { useRooms } from "../rooms/queries";
import { useDeleteTeam } from "./queries";
import type { Team } from "./team-state";

interface Props {
  id: string;
  team: Team;
  onDeleted: () => void;
}

export function DeleteTeam({ id, team, onDeleted }: Props) {
  const [isAsking, setAsking] = useState(false);
  const remove = useDeleteTeam(id);
  return (
    <div>
      <Button size="s" kind="risk" onClick={() => setAsking(true)}>
        {words.common.delete}
      </Button>
      {remove.error && (
        <p role="alert" className="mt-1 text-12 text-failed">
          {toWords(remove.error)}
        </p>
      )}
      {isAsking && (
        <Ask
          id={id}
          team={team}
          onClose={() => setAsking(false)}
          onDeleted={() =>
            remove.mutate(undefined, {
              onSuccess: () => {
                showToast(words.teams.remove.done);
                onDeleted();
              },
            })
          }
        />
      )}
    </div>
  );
}

function Ask({ id, team, onDeleted, onClose }: Props & { onClose: () => void }) {
  const room = useRooms().data?.find((one) => one.id === id);
  const { remove } = words.teams;
  const said = room?.lastPost == null ? words.teams.remove.quiet : words.teams.remove.room(id);
  return (
    <ConfirmDialog
      title={words.teams.remove.title(team.name.slice(0, 60))}
      text={[said, remove.lost, remove.kept(team.agents.length)].join(" ")}
      verb={remove.verb}
      onConfirm={onDeleted}
      onClose={onClose}
    >
      <Dependents kind="team" id={id} />
    </ConfirmDialog>
  );
}

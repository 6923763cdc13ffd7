/** Deletes a team. It asks once, and names what is lost. */
"use client";
import { useState } from "react";
import { wordsOf } from "../../lib/api";
import { count } from "../../lib/format/text";
import { Button } from "../../ui/button";
import { showToast } from "../../ui/toast";
import { ConfirmDialog } from "../agents/confirm-dialog";
import { useRooms } from "../rooms/queries";
import { useSchedules } from "../schedules/queries";
import { useDeleteTeam, useOpenTasks } from "./queries";
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
        Delete
      </Button>
      {remove.error && (
        <p role="alert" className="mt-1 text-12 text-failed">
          {wordsOf(remove.error)}
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
                showToast("Team deleted");
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
  const schedules = (useSchedules().data ?? []).filter(({ agentId }) => agentId === id).length;
  const tasks = useOpenTasks(id).data ?? 0;
  const lost = [
    ...(schedules === 0 ? [] : [`${count(schedules, "schedule")} will fail`]),
    ...(tasks === 0 ? [] : [`${count(tasks, "open task")} will have nobody`]),
  ];
  const said =
    room?.lastPost == null
      ? "Nothing was said in its room."
      : `The room #${id} closes with everything said in it.`;
  return (
    <ConfirmDialog
      title={`Delete the team ${team.name.slice(0, 60)}?`}
      text={`${said} Its limits and its budget are lost. ${lost.length === 0 ? "" : `${lost.join(", ")}. `}Its ${count(team.agents.length, "agent")}, their files and past conversations stay.`}
      verb="Delete the team"
      onConfirm={onDeleted}
      onClose={onClose}
    />
  );
}

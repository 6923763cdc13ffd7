"use client";
import Link from "next/link";
import { Button, buttonClass } from "../../ui/button";
import { Empty } from "../../ui/region";

export function EmptyBoard({ isFiltered, onAdd }: { isFiltered: boolean; onAdd: () => void }) {
  return (
    <div className="min-w-0 flex-1 overflow-auto px-4 py-4 md:px-8">
      {isFiltered ? (
        <Empty title="No task matches" text="No task has this project and this assignee.">
          <Link href="/tasks" className={buttonClass()}>
            Show all tasks
          </Link>
        </Empty>
      ) : (
        <Empty
          title="Put the first task on the board"
          text="Write what should be done and choose an agent. When you drag the card to In progress, the agent starts. Its answer comes back as a comment, and the card moves to Review."
        >
          <Button kind="go" onClick={onAdd}>
            New task
          </Button>
          <code className="rounded-xs bg-n-2 px-2 py-1 text-12 text-n-9">
            tinyagi task add 'Fix the login page' --assignee coder
          </code>
        </Empty>
      )}
    </div>
  );
}

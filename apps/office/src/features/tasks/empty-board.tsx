"use client";
import Link from "next/link";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { Empty } from "../../ui/region";

export function EmptyBoard({ isFiltered, onAdd }: { isFiltered: boolean; onAdd: () => void }) {
  return (
    <div className="min-w-0 flex-1 overflow-auto px-4 py-4 md:px-8">
      {isFiltered ? (
        <Empty title={words.tasks.noMatch.title} text={words.tasks.noMatch.text}>
          <Link href="/tasks" className={buttonClass()}>
            {words.tasks.noMatch.showAll}
          </Link>
        </Empty>
      ) : (
        <Empty title={words.tasks.first.title} text={words.tasks.first.text}>
          <Button kind="go" onClick={onAdd}>
            {words.tasks.newTask}
          </Button>
          <code className="rounded-xs bg-n-2 px-2 py-1 text-12 text-n-9">
            tinyagi task add 'Fix the login page' --assignee coder
          </code>
        </Empty>
      )}
    </div>
  );
}

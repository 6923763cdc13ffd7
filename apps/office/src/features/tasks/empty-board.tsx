"use client";
import { oneLine } from "../../lib/format/text";
import { useAgents } from "../../lib/queries";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { Link } from "../../ui/link";
import { Empty } from "../../ui/region";

interface Props {
  /** What is searched for. */
  text: string;
  isFiltered: boolean;
  onAdd: () => void;
}

export function EmptyBoard({ text, isFiltered, onAdd }: Props) {
  const [, setText] = useParam("q");
  const [agent] = Object.keys(useAgents().data ?? {});
  const say = words.tasks.noMatch;
  return (
    <div className="min-w-0 flex-1 overflow-auto px-4 py-4 md:px-8">
      {isFiltered ? (
        <Empty title={say.title} text={text === "" ? say.text : say.search(oneLine(text, 60))}>
          <div className="flex flex-wrap gap-2">
            {text !== "" && <Button onClick={() => setText("")}>{say.clear}</Button>}
            <Link href="/tasks" className={buttonClass()}>
              {say.showAll}
            </Link>
          </div>
        </Empty>
      ) : (
        <Empty title={words.tasks.first.title} text={words.tasks.first.text}>
          {/* The head of the page has the filled one. */}
          <Button onClick={onAdd}>{words.tasks.newTask}</Button>
          <code className="rounded-xs bg-n-2 px-2 py-1 text-12 text-n-9">
            tinyagi task add 'Fix the login page'{agent !== undefined && ` --assignee ${agent}`}
          </code>
        </Empty>
      )}
    </div>
  );
}

/** A home without agents: a dark desk, and the next step. */
import Link from "next/link";
import { buttonClass } from "../../ui/button";
import { Face } from "../../ui/face";
import { Empty } from "../../ui/region";
import { Terminal } from "../../ui/terminal";

export function EmptyOffice() {
  return (
    <section aria-label="The office" className="grid h-[339px] place-items-center bg-hall px-4 md:h-[452px]">
      <div className="flex items-center gap-6">
        <Face id="tinyagi" size={56} state="asleep" />
        <Empty title="The office is empty" text="Choose your first team. It moves in here at once.">
          <Link href="/start" className={buttonClass("go")}>
            Set up your team
          </Link>
          <Terminal commands={["tinyagi setup"]} />
        </Empty>
      </div>
    </section>
  );
}

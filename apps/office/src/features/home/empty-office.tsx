/** A home without agents: a dark desk, and the next step. */
import { words } from "../../locale/words";
import { buttonClass } from "../../ui/button";
import { Face } from "../../ui/face";
import { Link } from "../../ui/link";
import { Empty } from "../../ui/region";
import { Terminal } from "../../ui/terminal";

export function EmptyOffice() {
  return (
    <section
      aria-label={words.home.regions.office}
      className="grid h-[339px] place-items-center bg-hall px-4 md:h-[452px]"
    >
      <div className="flex items-center gap-6">
        <Face id="tinyagi" size={56} state="asleep" />
        <Empty title={words.home.empty.title} text={words.home.empty.text}>
          <Link href="/start" className={buttonClass("go")}>
            {words.home.empty.setUp}
          </Link>
          <Terminal commands={["tinyagi setup"]} />
        </Empty>
      </div>
    </section>
  );
}

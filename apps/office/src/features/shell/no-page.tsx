/** At an address that is none of ours. */
"use client";
import { words } from "../../locale/words";
import { buttonClass } from "../../ui/button";
import { Link } from "../../ui/link";
import { PageHead } from "../../ui/page-head";

export function NoPage() {
  const { noPage } = words.shell;
  return (
    <>
      <PageHead title={noPage.title} text={noPage.text} />
      <div className="p-4 md:px-8">
        <Link href="/" className={buttonClass("go")}>
          {noPage.home}
        </Link>
      </div>
    </>
  );
}

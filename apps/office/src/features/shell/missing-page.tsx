/** In place of the whole page: its files are gone, or it failed as a whole. */
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { MISSING_BOX } from "./missing-box";

export function MissingPage() {
  const { missing } = words.shell;
  return (
    <div role="alert" className={MISSING_BOX}>
      <h1 className="text-20 font-bold tracking-tight text-n-10">{missing.title}</h1>
      <p className="text-13 text-n-7">{missing.text}</p>
      <Button kind="go" onClick={() => location.reload()}>
        {missing.reload}
      </Button>
    </div>
  );
}

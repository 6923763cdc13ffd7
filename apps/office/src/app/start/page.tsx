import { Suspense } from "react";
import { Start } from "../../features/start/start";

export default function StartPage() {
  return (
    <Suspense>
      <Start />
    </Suspense>
  );
}

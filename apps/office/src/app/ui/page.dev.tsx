import { Suspense } from "react";
import { Showcase } from "../../features/showcase/showcase";

export default function UiPage() {
  return (
    <Suspense>
      <Showcase />
    </Suspense>
  );
}

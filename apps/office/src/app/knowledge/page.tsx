import { Suspense } from "react";
import { Company } from "../../features/company/company";

export default function KnowledgePage() {
  return (
    <Suspense>
      <Company />
    </Suspense>
  );
}

/**
 * What the declarations of a built package are worth to its users: they type-check in a project that checks the
 * declarations of its libraries, too (`skipLibCheck: false`), and every export has a description.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** As a consumer's `tsconfig.json` has them by default, with everything strict. */
const OPTIONS = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  noEmit: true,
  skipLibCheck: false,
  types: ["node"],
};

/**
 * @param root the repository; the consumer project is made in its `node_modules`, where the package is found
 * @param manifest the `package.json` of a built package
 * @returns what is wrong, one line each
 */
export function declarationProblems(root, manifest) {
  const folder = join(root, "node_modules", ".cache", "consumer");
  const entries = Object.keys(manifest.publishConfig.exports).filter((path) => !path.endsWith(".json"));
  const names = entries.map((path) => manifest.name + path.slice(1));
  const file = join(folder, "index.mts");
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(file, names.map((name, i) => `export * as entry${i} from "${name}";\n`).join(""));
    const program = ts.createProgram([file], { ...OPTIONS, typeRoots: [join(root, "node_modules/@types")] });
    return [...typeErrors(program), ...undocumented(program, file)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function typeErrors(program) {
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, " ");
    return `type error for users: ${file?.fileName ?? ""} ${text}`;
  });
}

function undocumented(program, file) {
  const checker = program.getTypeChecker();
  const target = (symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const modules = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  return modules.flatMap((module) =>
    checker
      .getExportsOfModule(target(module))
      .filter((symbol) => {
        const comment = target(symbol).getDocumentationComment(checker);
        return ts.displayPartsToString(comment).trim() === "";
      })
      .map((symbol) => `export without a description: ${symbol.name}`),
  );
}

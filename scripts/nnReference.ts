/**
 * Writes docs/nn/reference.md: everything `@lepton/nn` exports, with its type and its docstring, as the compiler sees
 * them. `npx tsx scripts/nnReference.ts`; scripts/nnReference.test.ts fails when the page is out of date.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  API,
  type Checker,
  type Symbol as Named,
  type Project,
  SignatureKind,
  SymbolFlags,
  type Type,
} from "typescript/unstable/sync";

const root = fileURLToPath(new URL("../", import.meta.url));
const source = `${root}packages/nn/src/`;
export const referencePath = `${root}docs/nn/reference.md`;

/** Folders of packages/nn/src in the order in which a reader meets them. */
const sections: readonly (readonly [folder: string, title: string])[] = [
  ["models", "Models"],
  ["layers", "Layers"],
  ["activations", "Activations"],
  ["initializers", "Initialisers"],
  ["regularizers", "Penalties"],
  ["losses", "Losses"],
  ["optimizers", "Optimisers"],
  ["schedules", "Schedules of the learning rate"],
  ["callbacks", "Callbacks"],
  ["array", "Arrays"],
  ["data", "Data"],
  ["metrics", "Metrics"],
  ["linear", "Linear models"],
  ["save", "Saving"],
  ["exchange", "Exchange"],
  ["compress", "Compression"],
  ["runtime", "Runtime"],
  ["ops", "Operations"],
  ["graph", "Graphs"],
  ["onnx", "ONNX files"],
];

/** Types are written out, whatever their length, but an alias by its name. */
const noTruncation = 1;
const inTypeAlias = 8388608;
/** Beyond this a type is left to the editor. */
const longestType = 400;

interface Entry {
  readonly name: string;
  readonly folder: string;
  readonly text: string;
}

/** The page as it should be. */
export function referenceText(): string {
  const api = new API({ cwd: root });
  try {
    const snapshot = api.updateSnapshot({ openProjects: [`${root}packages/nn/tsconfig.json`] });
    const [project] = snapshot.getProjects();
    if (!project) throw new Error("packages/nn/tsconfig.json is no project");
    const everywhere = new Set(exportsOf(project, "browser.ts").map(({ name }) => name));
    const exported = exportsOf(project, "index.ts");
    const reader = { checker: project.checker, abbreviate: abbreviations(project.checker, exported) };
    return page(
      exported.flatMap((symbol) =>
        entriesOf(project, reader, symbol, everywhere.has(symbol.name) ? "" : " _(Node)_"),
      ),
    );
  } finally {
    api.close();
  }
}

function exportsOf({ program, checker }: Project, file: string): readonly Named[] {
  const sourceFile = program.getSourceFile(source + file);
  const module = sourceFile && checker.getSymbolAtLocation(sourceFile);
  if (!module) throw new Error(`${file} exports nothing`);
  return checker.getExportsOfModule(module);
}

interface Reader {
  readonly checker: Checker;
  /** A type's text as the page prints it. */
  readonly abbreviate: (text: string) => string;
}

/** Objects whose members are functions that stand nowhere else. */
const registries = new Set(["losses"]);

function entriesOf(project: Project, reader: Reader, symbol: Named, where: string): Entry[] {
  const { checker } = reader;
  const meant = target(checker, symbol);
  if (meant.flags & SymbolFlags.ValueModule) {
    // Callbacks stand under their own names too.
    if (symbol.name === "callbacks") return [];
    return checker
      .getExportsOfModule(meant)
      .flatMap((member) => entry(reader, `${symbol.name}.${member.name}`, target(checker, member), where));
  }
  const own = entry(reader, symbol.name, meant, where);
  const type = registries.has(symbol.name) ? checker.getTypeOfSymbol(meant) : undefined;
  if (!type) return own;
  const members = checker.getPropertiesOfType(type).flatMap((member) => {
    const node = member.declarations[0]?.resolve(project);
    const value = node && checker.getShorthandAssignmentValueSymbol(node);
    return value ? entry(reader, `${symbol.name}.${member.name}`, target(checker, value), where) : [];
  });
  return [...own, ...members];
}

const target = (checker: Checker, symbol: Named): Named =>
  symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

function entry(reader: Reader, name: string, symbol: Named, where: string): Entry[] {
  const { checker } = reader;
  const path = symbol.declarations[0]?.path ?? "";
  const folder = path.split("/packages/nn/src/")[1]?.split("/")[0] ?? "";
  const isType = (symbol.flags & (SymbolFlags.Interface | SymbolFlags.TypeAlias | SymbolFlags.Class)) !== 0;
  const type = isType ? checker.getDeclaredTypeOfSymbol(symbol) : checker.getTypeOfSymbol(symbol);
  if (!type) return [];
  const doc = commentOf(checker, symbol);
  const shape = isType ? membersOf(reader, symbol, type) : signatureOf(reader, name, type);
  const text = [`### ${name}${where}`, ...(doc ? [doc] : []), ...shape].join("\n\n");
  return [{ name, folder, text }];
}

/** The docstring without its code examples, which the guides show at work. */
const commentOf = (checker: Checker, symbol: Named): string =>
  checker.getDocumentationCommentOfSymbol(symbol).replaceAll("\r", "").trim();

const code = (text: string) => `\`\`\`text\n${text}\n\`\`\``;

/** Signatures of a function with the options it takes, or the type of another value. */
function signatureOf(reader: Reader, name: string, type: Type): string[] {
  const { checker, abbreviate } = reader;
  const signatures = checker.getSignaturesOfType(type, SignatureKind.Call);
  if (signatures.length === 0) {
    const members = checker.getPropertiesOfType(type);
    const text = typeText(checker, type);
    if (text.startsWith("{")) return [members.map((member) => `\`${member.name}\``).join(", ")];
    return [code(`${name}: ${abbreviate(text)}`)];
  }
  const options = new Set<string>();
  const lines = signatures.map((signature) => {
    const count = signature.parameters.length;
    const parameters = signature.getParameters().map((parameter, i) => {
      const rest = signature.hasRestParameter && i === count - 1 ? "..." : "";
      const given = checker.getTypeOfSymbol(parameter);
      if (!given) return parameter.name;
      const isOptional = / \| undefined$/.test(typeText(checker, given));
      const bare = checker.getNonNullableType(given) ?? given;
      const text = typeText(checker, bare);
      // A type without a name that the reader could look up is listed below, option by option.
      const isListed = /^(Options\b|\{|Omit<|Partial<)|CommonInput/.test(text);
      const listed = isListed ? checker.getPropertiesOfType(bare) : [];
      for (const property of listed) options.add(propertyLine(reader, property));
      const isLeftOut = listed.length > 0 && listed.every(({ flags }) => flags & SymbolFlags.Optional);
      const said = parameter.name.startsWith("__") ? "options" : parameter.name;
      return `${rest}${said}${isOptional || isLeftOut ? "?" : ""}: ${isListed ? "{ … }" : abbreviate(text)}`;
    });
    const result = checker.getReturnTypeOfSignature(signature);
    return `${name}(${parameters.join(", ")}): ${result ? abbreviate(typeText(checker, result)) : ""}`;
  });
  return [code(lines.join("\n")), ...(options.size > 0 ? [[...options].join("\n")] : [])];
}

const typeText = (checker: Checker, type: Type, flags = noTruncation): string =>
  checker.typeToString(type, undefined, flags).replace(/import\("[^"]+"\)\./g, "");

const shortened = (text: string): string =>
  text.length > longestType ? `${text.slice(0, longestType)} …` : text;

function propertyLine({ checker, abbreviate }: Reader, property: Named): string {
  const type = checker.getTypeOfSymbol(property);
  const text = type ? abbreviate(typeText(checker, type)).replace(/ \| undefined$/, "") : "";
  const doc = commentOf(checker, property).replaceAll("\n", " ");
  const mark = property.flags & SymbolFlags.Optional ? "?" : "";
  return `- \`${property.name}${mark}: ${text.replaceAll("`", "'").replaceAll("\n", " ")}\`${doc ? ` ${doc}` : ""}`;
}

/** Fields and methods of an interface or a class; another type as it is. */
function membersOf(reader: Reader, symbol: Named, type: Type): string[] {
  const { checker, abbreviate } = reader;
  const fields = checker.getPropertiesOfType(type);
  const isAlias = (symbol.flags & SymbolFlags.TypeAlias) !== 0;
  const written = typeText(checker, type, noTruncation | inTypeAlias);
  if (isAlias && (fields.length === 0 || !written.startsWith("{")))
    return [code(spelledOut.has(symbol.name) ? written : abbreviate(written))];
  const own = fields.filter(({ name }) => !name.startsWith("#") && !name.startsWith("__"));
  if (own.length === 0 || own.length > 40) return [];
  return [own.map((field) => propertyLine(reader, field)).join("\n")];
}

/** Long unions of plain data that many options take: named elsewhere, where they are spelled out. */
const spelledOut = new Set(["Activation", "NamedInitializer", "Regularizer"]);

/** Writes those by their names, and cuts what is too long. */
function abbreviations(checker: Checker, symbols: readonly Named[]): (text: string) => string {
  const named = symbols
    .filter(({ name }) => spelledOut.has(name))
    .map((symbol) => {
      const type = checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(symbol));
      return [symbol.name, typeText(checker, type, noTruncation | inTypeAlias)] as const;
    });
  return (text) => shortened(named.reduce((short, [name, long]) => short.replaceAll(long, name), text));
}

function page(entries: readonly Entry[]): string {
  const known = new Set(sections.map(([folder]) => folder));
  const stray = entries.find(({ folder }) => !known.has(folder));
  if (stray) throw new Error(`${stray.name}: no section for the folder "${stray.folder}"`);
  const parts = sections.flatMap(([folder, title]) => {
    const own = entries.filter((one) => one.folder === folder);
    if (own.length === 0) return [];
    own.sort((a, b) => a.name.localeCompare(b.name, "en"));
    return [`## ${title}`, ...own.map(({ text }) => text)];
  });
  const head =
    "# Reference\n\nMade from the docstrings by `npx tsx scripts/nnReference.ts`; do not edit. _(Node)_: not in a browser.";
  return `${[head, ...parts].join("\n\n")}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = referenceText();
  writeFileSync(referencePath, text);
  console.log(`${referencePath}: ${readFileSync(referencePath, "utf8").split("\n### ").length - 1} entries`);
}

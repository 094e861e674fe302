// `npm start`: builds what changed since the last build, then starts Lepton.
// Plain JavaScript, because it runs before anything is built.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const steps = [
  {
    name: "server",
    inputs: ["core", "warehouse", "growth", "server", "lepton"],
    command: ["npx", "tsc", "-b", "packages/lepton"],
  },
  { name: "tracker", inputs: ["sdk"], command: ["npm", "run", "--silent", "build", "-w", "packages/sdk"] },
  {
    name: "page",
    inputs: ["web", "growth", "sdk"],
    command: ["npm", "run", "--silent", "build", "-w", "packages/web"],
  },
];

/** Names, sizes and times of a package's sources: changes whenever a file does. */
function fingerprint(packages) {
  const hash = createHash("sha256");
  const visit = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      if (entry.name === "node_modules" || entry.name === "dist") continue;
      const file = join(path, entry.name);
      if (entry.isDirectory()) visit(file);
      else {
        const { size, mtimeMs } = statSync(file);
        hash.update(`${file}:${size}:${mtimeMs};`);
      }
    }
  };
  for (const name of packages) visit(join(root, "packages", name));
  return hash.digest("hex");
}

for (const { name, inputs, command } of steps) {
  const stamp = join(root, "node_modules", `.lepton-built-${name}`);
  const now = fingerprint(inputs);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === now) continue;
  process.stdout.write(`Building the ${name} … `);
  const started = Date.now();
  const [file, ...args] = command;
  const { status, stdout, stderr } = spawnSync(file, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  if (status !== 0) {
    console.error(`\n${stdout}${stderr}`);
    console.error(`The ${name} did not build. Run "npm ci" first; if that was done, report the lines above.`);
    process.exit(status ?? 1);
  }
  writeFileSync(stamp, now);
  console.log(`${((Date.now() - started) / 1000).toFixed(1)} s`);
}

const child = spawn(
  process.execPath,
  [join(root, "packages/lepton/dist/main.js"), "start", ...process.argv.slice(2)],
  {
    stdio: "inherit",
  },
);
// The terminal sends Ctrl-C to the whole group; a supervisor's signal must be handed on.
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
process.on("SIGINT", () => {});
child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 0)));

// Bundles every tests/*.test.ts into a folder of its own, and runs node's own test runner over it.
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const into = await mkdtemp(path.join(tmpdir(), "weerklank-frontend-"));
const chosen = process.argv.slice(2);
const named = (await readdir(path.join(here, "tests"))).filter((name) => name.endsWith(".test.ts"));
const tests = named.filter((name) => chosen.length === 0 || chosen.some((part) => name.includes(part)));
await build({
  absWorkingDir: here,
  bundle: true,
  banner: { js: 'import{webcrypto as w}from"node:crypto";globalThis.crypto??=w;' }, // node 18 keeps it apart
  define: { REPOSITORY: JSON.stringify(path.join(here, "..")) },
  entryPoints: tests.map((name) => `tests/${name}`),
  format: "esm",
  logLevel: "warning",
  outdir: into,
  outExtension: { ".js": ".mjs" },
  platform: "node",
  target: "node18",
});
const built = (await readdir(into)).map((name) => path.join(into, name));
const run = spawnSync(process.execPath, ["--no-warnings", "--test", "--test-reporter=tap", ...built], { stdio: "inherit" });
await rm(into, { recursive: true });
process.exit(run.status ?? 1);

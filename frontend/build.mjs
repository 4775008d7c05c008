// Builds every script that pages load, always to the same bytes.
//
//     node build.mjs            into src/weerklank/web/static/weerklank/seal/
//     node build.mjs FOLDER     into another folder: how a test compares what is committed
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const product = path.join(here, "..", "src", "weerklank");
const into = path.resolve(process.argv[2] ?? path.join(product, "web", "static", "weerklank", "seal"));
const entries = {
  reporter: "src/reporter/report.ts",
  return: "src/reporter/return.ts",
  handler: "src/handler/main.ts",
  export: "src/export/script.ts",
  archive: "src/archive/script.ts",
  rest: "src/rest/script.ts",
  clean: "src/clean/script.ts",
  "clean-pdf": "src/clean/pdf.ts",
};

// Two packages bring a stand-in for globalThis that puts nothing in its place, each its own: the thing itself is smaller.
const plain = {
  name: "plain",
  setup: (build) => {
    build.onLoad({ filter: /_dnt\.shims\.js$/ }, () => ({ contents: "export const dntGlobalThis = globalThis;" }));
  },
};

const options = {
  absWorkingDir: here,
  bundle: true,
  charset: "utf8",
  format: "esm",
  legalComments: "none",
  logLevel: "warning",
  minify: true,
  plugins: [plain],
  target: "es2022",
  write: true,
};

async function emptied(folder) {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) await rm(path.join(folder, name), { recursive: true });
}

async function hashes(folder) {
  const manifest = {};
  for (const name of (await readdir(folder)).sort()) {
    const digest = createHash("sha384").update(await readFile(path.join(folder, name))).digest("base64");
    manifest[name] = `sha384-${digest}`;
  }
  return manifest;
}

await emptied(into);
for (const [name, from] of Object.entries(entries)) {
  if (!existsSync(path.join(here, from))) continue; // an entry whose pages are still to come
  await build({ ...options, entryPoints: [from], outfile: path.join(into, `${name}.js`) });
}
const words = path.join(product, "seal", "words_nl.txt");
if (existsSync(words)) await copyFile(words, path.join(into, "words.txt"));
await writeFile(path.join(into, "manifest.json"), `${JSON.stringify(await hashes(into), null, 2)}\n`);
for (const name of (await readdir(into)).sort()) {
  const content = await readFile(path.join(into, name));
  console.log(`${String(content.length).padStart(8)} B  ${String(gzipSync(content, { level: 9 }).length).padStart(7)} B gzip  ${name}`);
}

// The extension as one file, build/restante.vsix (or the path given). Needs no network: everything is in the bundle.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";

const here = path.resolve(import.meta.dirname, "..");
const root = path.resolve(here, "../..");
const target = path.resolve(process.argv[2] ?? path.join(root, "build/restante.vsix"));
const run = (...words) => execFileSync(process.execPath, words, { cwd: here, stdio: "inherit" });

mkdirSync(path.dirname(target), { recursive: true });
copyFileSync(path.join(root, "LICENSE"), path.join(here, "LICENSE"));
run("scripts/bundle.mjs");
run("node_modules/@vscode/vsce/vsce", "package", "--no-dependencies", "--allow-missing-repository", "--out", target);

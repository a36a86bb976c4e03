// src/extension.ts and all that it needs, in one CommonJS file: what VS Code loads.
import { build } from "esbuild";

await build({
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    bundle: true,
    minify: true,
    sourcemap: process.argv.includes("--source-map"),
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode"],
    logLevel: "warning",
});

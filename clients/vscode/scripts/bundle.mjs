// The extension's one file, and beside it what the licences of the packages in it ask for.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { options } from "./bundle_options.mjs";
import { notices } from "./notices.mjs";

const { metafile } = await build({ ...options, sourcemap: process.argv.includes("--source-map"), metafile: true });
const here = path.resolve(import.meta.dirname, "..");
writeFileSync(path.join(here, "ThirdPartyNotices.txt"), notices(metafile.inputs, here));

import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { load } from "./pure.mjs";

const { findServer } = await load("serverPath");

test("the server is the setting's program, else the first restante on the path", (t) => {
    const folder = mkdtempSync(join(tmpdir(), "rst-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const program = join(folder, "restante");
    assert.equal(findServer("", `relative:${folder}`), undefined);
    writeFileSync(program, "#!/bin/sh\n");
    assert.equal(findServer("", `${folder}`), undefined, "not executable");
    chmodSync(program, 0o755);
    assert.equal(findServer("", `/nowhere:${folder}`), program);
    assert.equal(findServer(program, ""), program);
    assert.equal(findServer(join(folder, "other"), folder), undefined, "a wrong setting is not passed over");
    assert.equal(findServer("restante", folder), undefined, "a relative path would depend on the folder");
});

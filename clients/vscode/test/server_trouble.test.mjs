import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./pure.mjs";

const { notRunning, reasonIn } = await load("serverTrouble");

test("the server's last sentence is why it ended, with its hint", () => {
    assert.equal(reasonIn([]), undefined);
    assert.equal(reasonIn(["Segmentation fault"]), undefined);
    assert.equal(
        reasonIn(["restante: old", "restante: not a database (move it away)"]),
        "not a database (move it away)",
    );
    assert.equal(reasonIn(["restante: too new.", "hint: update"]), "too new (update)");
});

test("without a server it is said why, where it was looked for, and what to do", () => {
    assert.match(
        notRunning("stopped", "x.db: not a database", true),
        /not running: x\.db: not a database\. .*Restart Server/,
    );
    assert.match(notRunning("stopped", undefined, false), /see the log/);
    assert.match(notRunning("stopped", undefined, true), /again and again.*see the log.*Restart Server/);
    assert.match(
        notRunning("missing", "there is no program /opt/restante", true),
        /not found \(there is no program \/opt\/restante\)/,
    );
    assert.match(notRunning("starting", undefined, false), /still starting/);
});

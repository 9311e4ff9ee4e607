// The protocol's own conformance suite against a program that speaks on standard input and output, as plugins do; the
// suite speaks HTTP alone. `node conformance-plugin.mjs BASELINE FOLDER PROGRAM [WORD]...` starts the program for each
// session and carries messages as they are; FOLDER takes each check's result. Writes one JSON object.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { play } from "./suite.mjs";

const [baseline, folder, command, ...args] = process.argv.slice(2);
const sessions = new Map();
const plugins = [];

async function opened() {
    const plugin = new StdioClientTransport({ command, args, stderr: "inherit" });
    const door = new StreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID, onsessioninitialized: (id) => sessions.set(id, door),
    });
    // What a plugin says of its progress goes the way of the request that it is about.
    const asked = new Map();
    door.onmessage = (message) => {
        const token = message.params?._meta?.progressToken;
        if (token !== undefined) asked.set(token, message.id);
        plugin.send(message);
    };
    plugin.onmessage = (message) => door.send(message, { relatedRequestId: asked.get(message.params?.progressToken) });
    plugin.onclose = () => door.close();
    await plugin.start();
    plugins.push(plugin);
    await door.start();
    return door;
}

const bridge = createServer(async (asked, answer) => {
    const session = asked.headers["mcp-session-id"];
    await (sessions.get(session) ?? await opened()).handleRequest(asked, answer);
});
await new Promise((ready) => bridge.listen(0, "127.0.0.1", ready));
const played = await play(`http://localhost:${bridge.address().port}/mcp`, baseline, folder);
bridge.closeAllConnections();
bridge.close();
await Promise.all(plugins.map((plugin) => plugin.close()));
process.stdout.write(JSON.stringify({ ...played, sessions: sessions.size }));

// A client that shares no code with the node: the TypeScript SDK of the Model Context Protocol.
// `node mcp.mjs URL TOKEN CALLS` lists the tools, makes the calls of a JSON file [{name, arguments}] and writes one
// JSON object; `node mcp.mjs stdio - CALLS COMMAND...` starts the command and speaks to its standard input and output.
// The SDK itself refuses structured content that is not of the schema that its tool declares.
import { readFileSync } from "node:fs";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const [url, token, calls, command, ...args] = process.argv.slice(2);
const transport = url === "stdio"
    ? new StdioClientTransport({ command, args })
    : new StreamableHTTPClientTransport(new URL(url), {
        requestInit: { headers: { Authorization: `Bearer ${token}` } },
    });
const client = new Client({ name: "referee", version: "1.0.0" });
await client.connect(transport);
const { tools } = await client.listTools();
const answers = [];
for (const call of JSON.parse(readFileSync(calls, "utf8"))) answers.push(await client.callTool(call));
const result = { server: client.getServerVersion(), version: transport.protocolVersion, tools, answers };
await client.close();
process.stdout.write(JSON.stringify(result));
